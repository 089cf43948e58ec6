import { patientBack, type Pattern } from './support/a-pattern.ts'
import { anElf } from '../../support/an-elf.ts'

const rolledBack = (says: RegExp): Pattern['wanted'] => ({ exit: 41, says, runs: '1.0.0' })
const done: Pattern['wanted'] = { exit: 0, says: /2\.0\.0 is live \(was (1\.0\.0|adopted-[0-9a-f]{12})\)/, runs: '2.0.0' }
const [simple, forking] = [['Type=simple'], ['Type=forking', 'PIDFile=/run/{app}.pid']]

/** It has died long before this steady time is over, also where it starts late. */
const dying = `deadline = "1min"\nsteady = "12s"${patientBack}`

/** Until systemd has counted it, and it runs again. */
const crashOnce = 'systemctl kill --signal=KILL "$1"; until [ "$(systemctl show --value -p NRestarts "$1")" = 1 ] && systemctl is-active --quiet "$1"; do :; done'

/** Does it start, and does it stay? Asked with the naive tool's only question, the version of the file on disk, wherever that is possible. */
export const starting: readonly Pattern[] = [
  { name: 'g00 nothing is wrong', wanted: done },
  { name: 'g00-simple nothing is wrong, and nobody asks anything', service: simple, probes: 'none', wanted: done },
  { name: 'g00-crashed nothing is wrong, but the old one crashed once and was restarted by systemd', service: ['Type=notify', 'Restart=always', 'RestartSec=50ms'], meanwhile: ['sh', '-c', crashOnce, 'sh', '{unit}'], wanted: done },
  { name: 'g01 exits 1 at once', service: simple, probes: 'naive', habits: { exit: 1 }, wanted: rolledBack(/'g01\.service' failed: exit status 1/) },
  { name: 'g01-notify exits 1 before it says that it is ready', probes: 'naive', habits: { exit: 1 }, wanted: rolledBack(/'g01-notify\.service' failed: exit status 1/) },
  { name: 'g02 is well, and dies within the steady time', probes: 'naive', habits: { die: 700 }, health: dying, wanted: rolledBack(/'g02\.service' failed: exit status 4/) },
  { name: 'g03 R3 a crash loop inside the start limit', service: ['Type=notify', 'Restart=always', 'RestartSec=200ms', 'StartLimitIntervalSec=0'], probes: 'naive', habits: { die: 400 }, health: dying, wanted: rolledBack(/keeps failing: systemd restarted it once/) },
  { name: 'g03-forgiven a crash loop, and restarts are forgiven', service: ['Type=notify', 'Restart=always', 'RestartSec=100ms'], unit: ['StartLimitIntervalSec=0'], probes: 'naive', habits: { die: 600 }, health: `deadline = "4s"\nsteady = "4s"\nrestarts_max = 100${patientBack}`, wanted: rolledBack(/after 4 s: unit 'g03-forgiven\.service'/) },
  { name: 'g04 R3 start-limit-hit, which would refuse the kept version too', service: ['Type=simple', 'Restart=always', 'RestartSec=50ms'], unit: ['StartLimitIntervalSec=100'], probes: 'naive', habits: { exit: 1 }, health: `deadline = "1min"\nsteady = "1s"\nrestarts_max = 100${patientBack}`, wanted: rolledBack(/'g04\.service' failed: .*after systemd restarted it \d times/) },
  { name: 'g05 dies long after the steady time, without a probation: nobody watches any more, but status tells', probes: 'naive', health: 'deadline = "1min"\nsteady = "1s"\n\n[policy]\nprobation = "0s"', wanted: { ...done, later: 'failed' } },
  { name: 'g06 never ready: our time limit comes before systemd\'s', service: ['Type=notify', 'TimeoutStartSec=90'], restartLimit: '5s', probes: 'naive', habits: { ready: 'no' }, wanted: rolledBack(/had not started after 5 s/) },
  { name: 'g06-systemd never ready: systemd\'s time limit comes first', service: ['Type=notify', 'TimeoutStartSec=4'], probes: 'naive', habits: { ready: 'no' }, wanted: rolledBack(/'g06-systemd\.service' failed: it did not start or stop in time/) },
  { name: 'g07 ready, then a deadlock: the watchdog bites', service: ['Type=notify', 'WatchdogSec=4'], probes: 'naive', habits: { deadlock: 300 }, health: dying, wanted: rolledBack(/its watchdog expired/) },
  { name: 'g07-http R6 ready, then a deadlock, without a watchdog', probes: 'identity-soon', habits: { deadlock: 300 }, wanted: rolledBack(/no answer within 1 s/) },
  { name: 'g08 ready before it listens', habits: { listen: 1500 }, wanted: done },
  { name: 'g09 EXTEND_TIMEOUT_USEC for ever', service: ['Type=notify', 'TimeoutStartSec=2'], restartLimit: '5s', probes: 'naive', habits: { ready: 'extend' }, health: `deadline = "5s"\ndeadline_max = "8s"\nsteady = "1s"${patientBack}`, wanted: rolledBack(/had not started after 8 s \(extended while it reported progress: 'it asked for more time to start'\)/) },
  { name: 'g09-progress says how far it has come, for longer than our patience', service: ['Type=notify', 'TimeoutStartSec=90'], restartLimit: '3s', probes: 'naive', habits: { ready: 'progress' }, health: 'deadline = "30s"\ndeadline_max = "2min"\nsteady = "1s"', wanted: done },
  { name: 'g10 execve fails: 203', service: simple, probes: 'none', program: 'neither a program nor a script\n', wanted: rolledBack(/failed: exit status 203\/EXEC/) },
  { name: 'g11 wants a loader that is not here', service: simple, probes: 'naive', program: anElf({ machine: 62, interpreter: '/lib/ld-elsewhere.so.1' }), wanted: { exit: 40, says: /cannot run here: 'acmed' needs the loader '\/lib\/ld-elsewhere\.so\.1', which is not here/, runs: '1.0.0' } },
  { name: 'g11-machine is for another machine', service: simple, probes: 'none', program: anElf({ machine: 183, interpreter: null }), wanted: { exit: 65, says: /is a program for arm64, this machine is amd64/, runs: '1.0.0' } },
  { name: 'g12 forks, its parent exits 0, its child dies', service: forking, words: 'forking /run/{app}.pid', probes: 'naive', habits: { die: 300 }, health: dying, wanted: rolledBack(/'g12\.service' failed: exit status 4/) },
  { name: 'g12-well forks, and all is well', service: forking, words: 'forking /run/{app}.pid', wanted: done },
  { name: 'g13 double-forks, and nobody knows its main process', service: ['Type=forking', 'GuessMainPID=no'], words: 'forking -', probes: 'naive', wanted: { exit: 40, says: /does not know its main process/, runs: null } },
  { name: 'g13-new forks twice and forgets its PID file', service: [...forking, 'TimeoutStartSec=5'], words: 'forking /run/{app}.pid', probes: 'naive', habits: { fork: 'no-pid-file' }, wanted: rolledBack(/failed: it did not (start or stop in time|follow its Type=)/) },
  { name: 'g26 says its version, and is gone: it ended by itself with status 0', service: simple, probes: 'naive', habits: { exit: 0 }, health: `deadline = "2s"\nsteady = "1s"${patientBack}`, wanted: rolledBack(/'g26\.service' is stopped/) },
  { name: 'g27 its --version prints the old version', probes: 'naive', habits: { says: '1.0.0' }, wanted: { exit: 40, says: /does not pass its rehearsal: .* does not say 2\.0\.0 but 1\.0\.0/, runs: '1.0.0' } },
]

/** What the old one leaves behind, or holds on to. */
export const leaving: readonly Pattern[] = [
  { name: 'g14 S11 the old process survives the stop and holds the port', service: ['Type=notify', 'KillMode=process'], old: { child: 'serves' }, wanted: { exit: 42, says: /of its earlier run still runs/, runs: '1.0.0' } },
  { name: 'g14-quiet the old process survives, and nobody asks over HTTP', service: ['Type=notify', 'KillMode=process'], probes: 'naive', old: { child: 'serves' }, habits: { unbound: 'stay' }, wanted: { exit: 42, says: /of its earlier run still runs/, runs: '1.0.0' } },
  { name: 'g15 the old process ignores SIGTERM until SIGKILL', service: ['Type=notify', 'TimeoutStopSec=1'], old: { term: 'ignore' }, wanted: { ...done, downtimeMsMin: 900 } },
  { name: 'g16 R5 the old one holds the port, the new one stays up without it', service: ['Type=notify', 'KillMode=process'], old: { child: 'serves' }, habits: { unbound: 'stay' }, wanted: { exit: 42, says: /says "1\.0\.0" at 'version', not "2\.0\.0"/, runs: '1.0.0' } },
  { name: 'g17 a reload keeps the old program', service: ['Type=notify', 'ExecReload=/bin/kill -HUP $MAINPID'], restart: 'reload-or-restart', probes: 'naive', wanted: done },
  { name: 'g20 R5 200 from the old process', service: ['Type=notify', 'KillMode=process'], probes: 'status', old: { child: 'serves' }, habits: { unbound: 'stay' }, wanted: { exit: 42, says: /of its earlier run still runs/, runs: '1.0.0' } },
]

/** What it answers over HTTP. */
export const answering: readonly Pattern[] = [
  { name: 'g21 200 from a cache before it', probes: 'status', habits: { http: 'cached' }, wanted: rolledBack(/says: HTTP 503/) },
  { name: 'g22 200, and the body says that it is not ok', habits: { http: 'not-ok' }, wanted: rolledBack(/its body says "not ok" at 'status', not "ok"/) },
  { name: 'g22-by-hand the same, and nobody knows which version was placed by hand before', probes: 'identity-only', habits: { http: 'not-ok' }, wanted: rolledBack(/its body says "not ok" at 'status', not "ok"/) },
  { name: 'g23 503 for a while, then 200', habits: { http: 'late' }, wanted: done },
  { name: 'g24 alternates between 200 and 500', habits: { http: 'alternate' }, health: `deadline = "5s"\nsteady = "3s"${patientBack}`, wanted: rolledBack(/not well after 5 s|well too late after 5 s/) },
  { name: 'g25-redirects elsewhere', habits: { http: 'redirect' }, wanted: rolledBack(/says: HTTP 302/) },
  { name: 'g25-hangs R6 and never answers', probes: 'identity-soon', habits: { http: 'hang' }, wanted: rolledBack(/no answer within 1 s/) },
  { name: 'g25-endless answers with a body of 1 GiB', probes: 'status', habits: { http: 'endless' }, wanted: rolledBack(/its body is larger than 64 KiB/) },
]

const socket = '[Socket]\nListenStream=127.0.0.1:{port}\n'
const selftest = '[Service]\nType=oneshot\nExecStart={path} --selftest\n'

/** What systemd itself has to say about it. */
export const depending: readonly Pattern[] = [
  { name: 'g18 socket-activated and idle: the probe wakes it', service: simple, others: { '{app}.socket': socket }, begins: ['{app}.socket'], wanted: done },
  { name: 'g18-ill socket-activated and idle, and the new one is ill', service: simple, others: { '{app}.socket': socket }, begins: ['{app}.socket'], habits: { exit: 1 }, wanted: { ...rolledBack(/failed: exit status 1/), runs: '1.0.0' } },
  { name: 'g19 a socket unit keeps the door open meanwhile', service: simple, others: { '{app}.socket': socket }, begins: ['{app}.socket', '{unit}'], wanted: done },
  { name: 'g28 a unit that it requires fails with the new version', unit: ['Requires={app}-selftest.service', 'After={app}-selftest.service'], others: { '{app}-selftest.service': selftest }, habits: { selftest: 'fails' }, wanted: rolledBack(/a unit that 'g28\.service' requires failed: 'g28-selftest\.service' \(exit-code, status 1\)/) },
  { name: 'g29 a condition is not met any more: skipped', unit: ['ConditionPathExists=/etc/systemd/system/{app}.may-run'], others: { '{app}.may-run': '', 'multi-user.target.d/{app}.conf': '[Unit]\nWants={unit}\n' }, meanwhile: ['rm', '/etc/systemd/system/{app}.may-run'], wanted: { exit: 42, says: /was not started: a condition of it is not met \(ConditionPathExists=\/etc\/systemd\/system\/g29\.may-run\)/, runs: null } },
  { name: 'g30 the unit was stopped before', begins: 'stopped', wanted: { exit: 0, says: /'g30\.service' was not running before, so it was not started/, runs: null } },
  { name: 'g30-ill the unit was stopped before, and the new one is ill: nobody has seen it run', begins: 'stopped', habits: { exit: 1 }, wanted: { exit: 0, says: /'g30-ill\.service' was not running before, so it was not started/, runs: null } },
]
