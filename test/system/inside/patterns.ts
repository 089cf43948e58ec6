import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { after, suite, test } from 'node:test'
import { openProbes, probeNames } from '../../../src/drivers/probes/table.ts'
import { clock } from '../../../src/host/clock.ts'
import { askLoopback } from '../../../src/host/loopback-http.ts'
import type { HealthRule } from '../../../src/policy/reading.ts'
import { systemdService } from '../../../src/systemd/service.ts'
import { followJournal } from '../../../src/systemd/system-journal.ts'
import { transientCommands } from '../../../src/systemd/transient.ts'
import { watchUnit } from '../../../src/systemd/watch-unit.ts'
import { observe } from '../../../src/upgrade/observe.ts'
import type { DriverSettings, Plan, RestartKind } from '../../../src/upgrade/plan.ts'
import type { Ports } from '../../../src/upgrade/ports.ts'
import { aPlan } from '../../support/a-plan.ts'
import { patternd, type Habit } from '../daemons/patternd.ts'
import { bus, systemctl, tool, writeService } from './support.ts'

/** Old version 1.0.0 runs well; version 2.0.0 has the habit. Judged through our probes and our judge, beside a real systemd. */
after(() => bus.close())
const service = systemdService(bus)
const commands = (reach: 'none' | 'loopback') => transientCommands(bus, { prefix: 'pattern', directory: '/run/pattern', reach })
const tools = {
  clock, ask: askLoopback, followJournal, alone: commands('none'), beside: commands('loopback'),
  watchUnit: (unit: string, signal: AbortSignal) => watchUnit(bus, unit, signal),
}
const unused = async (): Promise<never> => assert.fail('not used here')

interface Case {
  readonly name: string
  readonly habit: Habit
  readonly old?: Habit
  readonly unit?: readonly string[]
  readonly probes?: (port: number) => readonly DriverSettings[]
  readonly how?: RestartKind
  readonly rule?: Partial<HealthRule>
  readonly restartMs?: number
  readonly says?: string
  /** Text of the new version, when it is not patternd at all. */
  readonly text?: string
  /** Before the restart. */
  readonly prepare?: (names: Names) => void
  readonly wanted: RegExp
}
interface Names { readonly unit: string; readonly binary: string; readonly port: number }

const httpRule = (more: object = {}) => (port: number): readonly DriverSettings[] => [{ kind: 'http', url: `http://127.0.0.1:${port}/health`, interval: '200ms', timeout: '30s', ...more }]
const identity = httpRule({ body_json: { status: 'ok', version: '{version}' } })
const becomesTheDaemonLate = `#!/bin/sh\nsleep 1.6\nexec ${process.execPath} -e 'setInterval(() => {}, 1e6)'\n`
/** For answers that take a busy machine a while. */
const patient = { deadlineMs: 60_000 }
const [healthy, notify] = [/^healthy$/, ['Type=notify', 'NotifyAccess=all']]

const cases: readonly Case[] = [
  { name: 'a good one', habit: 'well', probes: identity, wanted: healthy },
  { name: 'a good one that notifies, with every probe', habit: 'well', unit: notify, wanted: healthy, probes: (port) => [...identity(port), { kind: 'version', command: ['{path:acme0}', '--version'] }, { kind: 'journal', must_appear: ['^ready 2\\.0\\.0$'], must_not_appear: ['panic'], never: 'err' }, { kind: 'exec', command: ['/usr/bin/curl', '-fsS', `http://127.0.0.1:${port}/`] }] },
  { name: 'g01 exits 1 at once', habit: 'exits', wanted: /^unit '.*' failed: exit status 1$/ },
  { name: 'g02 works, dies in the steady time', habit: 'dies-later', probes: identity, rule: { steadyMs: 15_000, deadlineMs: 60_000 }, wanted: /failed: exit status 4$/ },
  { name: 'g03 R3 crash loop', habit: 'dies-soon', unit: ['Restart=always', 'RestartSec=100ms'], rule: { steadyMs: 10_000 }, wanted: /keeps failing: systemd restarted it once/ },
  { name: 'g03 crash loop, restarts forgiven', habit: 'dies-soon', unit: ['Restart=always', 'RestartSec=50ms', '[Unit]', 'StartLimitIntervalSec=0'], rule: { restartsMax: 2, steadyMs: 10_000, deadlineMs: 60_000 }, wanted: /restarted it 3 times/ },
  { name: 'g04 start limit', habit: 'exits', unit: ['Restart=always', 'RestartSec=50ms', '[Unit]', 'StartLimitIntervalSec=100'], rule: { restartsMax: 100, deadlineMs: 60_000 }, wanted: /failed: exit status 1, after systemd restarted it [3-5] times/ },
  { name: 'g06 never ready: our own time limit cancels the job', habit: 'never-ready', unit: notify, restartMs: 1500, wanted: /^job canceled$/ },
  { name: 'g06 never ready: systemd\'s own', habit: 'never-ready', unit: notify, prepare: ({ unit, binary }) => rewrite(unit, binary, [...notify, 'TimeoutStartSec=2']), wanted: /^job failed$/ },
  { name: 'g07 ready, then a deadlock: the watchdog', habit: 'ready-then-deadlock', unit: [...notify, 'WatchdogSec=1'], rule: { steadyMs: 10_000, deadlineMs: 60_000 }, wanted: /failed: .*watchdog expired/ },
  { name: 'g07 the same without a watchdog: HTTP', habit: 'ready-then-deadlock', unit: notify, probes: httpRule({ timeout: '1s' }), wanted: /not well after 10 s: probe 'http'/ },
  { name: 'g08 ready before it listens', habit: 'listens-late', unit: notify, probes: identity, wanted: healthy },
  { name: 'g09 extends its start for ever', habit: 'extends-for-ever', unit: notify, prepare: ({ unit, binary }) => rewrite(unit, binary, [...notify, 'TimeoutStartSec=10']), restartMs: 12_000, wanted: /^job canceled$/ },
  { name: 'g10 cannot be executed', habit: 'well', text: '#!/nowhere/interpreter\n', wanted: /failed: exit status 203\/EXEC/ },
  { name: 'g11 wrong format', habit: 'well', text: '\x7fELF for another machine', wanted: /failed: exit status 203\/EXEC/ },
  { name: 'g12 forking, the child dies', old: 'forks', habit: 'child-dies', unit: ['Type=forking'], wanted: /is stopped|failed|after 10 s/ },
  { name: 'g13 double fork, no main process', old: 'forks', habit: 'double-forks', unit: ['Type=forking', 'GuessMainPID=no'], wanted: /does not know its main process/ },
  { name: 'g14 the old one\'s child holds the port', old: 'leaves-a-child', habit: 'well', unit: ['KillMode=process'], probes: identity, wanted: /failed: exit status 1|says "1\.0\.0"/ },
  { name: 'g14 the same without any other probe: the old one\'s child goes on in silence', old: 'leaves-a-silent-child', habit: 'well', unit: ['KillMode=process'], wanted: /process \d+ of its earlier run still runs the old program/ },
  { name: 'g14 the same, and the new one becomes the daemon late', old: 'leaves-a-silent-child', habit: 'well', text: becomesTheDaemonLate, unit: ['KillMode=process'], rule: { steadyMs: 8000, deadlineMs: 12_000 }, wanted: /process \d+ of its earlier run still runs the old program/ },
  { name: 'g15 the old one ignores SIGTERM', old: 'ignores-term', habit: 'well', unit: ['TimeoutStopSec=2'], probes: identity, wanted: healthy },
  { name: 'g16 the old one\'s child holds the port, the new one stays up', old: 'leaves-a-child', habit: 'stays-up-unbound', unit: ['KillMode=process'], probes: identity, wanted: /says "1\.0\.0" at 'version'/ },
  { name: 'g17 reload keeps the old binary', habit: 'well', unit: ['ExecReload=/bin/true'], how: 'reload-or-restart', probes: identity, wanted: healthy },
  { name: 'g20 R5 the old process answers', old: 'leaves-a-child', habit: 'stays-up-unbound', unit: ['KillMode=process'], probes: identity, wanted: /not "2\.0\.0"/ },
  { name: 'g21 a cache answers', habit: 'cached', probes: httpRule(), wanted: /HTTP 503/ },
  { name: 'g22 200 with a body that is not ok', habit: 'body-not-ok', probes: identity, wanted: /says "not ok" at 'status'/ },
  { name: 'g23 503 at first, then 200', habit: '503-then-200', probes: identity, wanted: healthy },
  { name: 'g24 alternates', habit: 'alternates', probes: identity, wanted: /after 10 s: probe 'http' says: HTTP 500/ },
  { name: 'g25 redirects', habit: 'redirects', probes: identity, wanted: /HTTP 302/ },
  { name: 'g25 hangs', habit: 'hangs', probes: httpRule({ timeout: '1s' }), wanted: /no answer within 1 s/ },
  { name: 'g25 a body without end', habit: 'endless-body', probes: identity, rule: patient, wanted: /larger than 64 KiB/ },
  { name: 'g26 the version is right, the unit dead', habit: 'exits', probes: () => [{ kind: 'version', command: ['{path:acme0}', '--version'] }], wanted: /failed: exit status 1/ },
  { name: 'g27 another version', habit: 'well', says: '1.0.0', probes: () => [{ kind: 'version', command: ['{path:acme0}', '--version'] }], rule: { deadlineMs: 30_000 }, wanted: /does not say 2\.0\.0 but 1\.0\.0/ },
  { name: 'g29 a condition is not met', habit: 'well', prepare: ({ unit, binary }) => rewrite(unit, binary, ['[Unit]', 'ConditionPathExists=/nowhere']), wanted: /not well after 10 s: unit '.*' is stopped/ },
  { name: 'g28 a dependency fails', habit: 'well', prepare: ({ unit, binary }) => rewrite(unit, binary, ['[Unit]', 'Requires=always-broken.service', 'After=always-broken.service']), wanted: /^job dependency$/ },
  { name: 'g34 an error storm', habit: 'error-storm', probes: () => [{ kind: 'journal', never: 'err' }], wanted: /a line of priority err appeared in the system journal: it hurts/ },
]

mkdirSync('/opt/pattern', { recursive: true })
writeService('always-broken', ['Type=oneshot', 'ExecStart=/bin/false'])
let port = 20_000
const prepared = cases.map((one, at) => ({ one, names: { unit: `pattern-${at}`, binary: `/opt/pattern/${at}`, port: ++port } }))
for (const { one, names } of prepared) {
  install(names, patternd({ version: '1.0.0', habit: one.old ?? 'well', port: names.port }, process.execPath))
  writeService(names.unit, [`ExecStart=${names.binary}`, ...(one.unit ?? [])])
}
systemctl('daemon-reload')

suite('daemon patterns', { concurrency: 6 }, () => {
  for (const { one, names } of prepared) test(one.name, { timeout: 600_000 }, async () => assert.match(await outcome(one, names), one.wanted))

  test('g18 a socket-activated unit that is idle: the probe wakes it', { timeout: 600_000 }, async () => {
    const names = { unit: 'pattern-idle', binary: '/opt/pattern/idle', port: ++port }
    writeFileSync('/run/systemd/system/pattern-idle.socket', `[Socket]\nListenStream=127.0.0.1:${names.port}\n`)
    install(names, patternd({ version: '1.0.0', habit: 'well', port: names.port }, process.execPath))
    writeService(names.unit, [`ExecStart=${names.binary}`])
    systemctl('daemon-reload')
    systemctl('start', 'pattern-idle.socket', 'pattern-idle.service')
    const idle: Case = { name: '', habit: 'well', probes: identity, wanted: healthy }
    // Stopped by hand right after its restart: idle by design, as after an idle time of its own.
    assert.equal(await outcome(idle, names, () => systemctl('stop', 'pattern-idle.service')), 'healthy')
  })
  test('g30 a unit that rests is not started, and nothing more is asked', { timeout: 600_000 }, async () => {
    writeService('pattern-rests', ['ExecStart=/bin/false'])
    systemctl('daemon-reload')
    const plan: Plan = { ...aPlan(), units: [{ name: 'pattern-rests.service', restart: 'restart', then: 'rest' }], probes: probeNames([]) }
    const rule = { ...plan.health, before: [], probes: [] }
    assert.equal((await observe(plan, rule, portsFor(plan))).kind, 'healthy')
    assert.equal((await service.state('pattern-rests.service')).activeState, 'inactive')
  })
  test('g36 of two units the second fails: both are ill', { timeout: 600_000 }, async () => {
    const [good, bad] = [{ unit: 'pattern-two', binary: '/opt/pattern/two', port: ++port }, { unit: 'pattern-too', binary: '/opt/pattern/too', port: ++port }]
    for (const names of [good, bad]) {
      install(names, patternd({ version: '1.0.0', habit: 'well', port: names.port }, process.execPath))
      writeService(names.unit, [`ExecStart=${names.binary}`])
    }
    systemctl('daemon-reload')
    systemctl('start', good.unit, bad.unit)
    const both = await planFor([good, bad], [], { ...patient, steadyMs: 10_000 })
    install(bad, patternd({ version: '2.0.0', habit: 'dies-soon', port: 0 }, process.execPath))
    for (const names of [good, bad]) assert.equal((await service.job(`${names.unit}.service`, 'restart', AbortSignal.timeout(120_000))).result, 'done')
    const verdict = await observe(both, both.health, portsFor(both))
    assert.match(verdict.kind === 'unhealthy' ? verdict.because : verdict.kind, /unit 'pattern-too\.service' failed: exit status 3/)
  })
})

/** One upgrade's middle: old runs, file swapped, unit restarted, watched. */
async function outcome(one: Case, names: Names, afterwards: () => void = () => {}): Promise<string> {
  const old = await service.job(`${names.unit}.service`, 'restart', AbortSignal.timeout(120_000))
  assert.equal(old.result, 'done', 'the old version must run')
  // Its child may still have to read the file that we are about to replace.
  if (one.old !== undefined) await untilItAnswers(names.port)
  const plan = await planFor([names], one.probes?.(names.port) ?? [], { ...(one.wanted === healthy ? patient : {}), ...one.rule })
  install(names, one.text ?? patternd({ version: '2.0.0', habit: one.habit, port: names.port, ...(one.says === undefined ? {} : { says: one.says }) }, process.execPath))
  one.prepare?.(names)
  const { result } = await service.job(`${names.unit}.service`, one.how ?? 'restart', AbortSignal.timeout(one.restartMs ?? 120_000))
  if (result !== 'done') return `job ${result}`
  afterwards()
  const verdict = await observe(plan, plan.health, portsFor(plan))
  return verdict.kind === 'unhealthy' ? verdict.because : verdict.kind
}

async function untilItAnswers(at: number): Promise<void> {
  const asked = { url: new URL(`http://127.0.0.1:${at}/`), socket: null, timeoutMs: 1000, bodyBytesMax: 100 }
  for await (const tick of clock.ticks(50, AbortSignal.timeout(120_000))) {
    if ((await askLoopback(asked, AbortSignal.timeout(1000))).kind === 'answer') return
    assert.ok(tick < 2400, 'it never answered')
  }
}

async function planFor(all: readonly Names[], probes: readonly DriverSettings[], more: Partial<HealthRule> = {}): Promise<Plan> {
  const [plan, named] = [aPlan(), probeNames(probes)]
  const states = await Promise.all(all.map((names) => service.state(`${names.unit}.service`)))
  const before = states.map((state) => ({ name: state.name, invocationId: state.invocationId, mainStartedUs: state.mainStartedUs }))
  const [first = plan.files[0]] = all.map((names) => ({ ...plan.files[0], publicPath: names.binary }))
  return {
    ...plan, files: [first], probes: named, units: before.map(({ name }) => ({ name, restart: 'restart', then: 'restart' })),
    health: { deadlineMs: 10_000, steadyMs: 2500, restartsMax: 0, before, probes: named.map((probe) => probe.name), ...more },
  }
}

function portsFor(plan: Plan): Ports {
  return {
    clock, service, tell: () => {}, probes: openProbes(plan, tools), coordinator: { ask: unused, done: unused }, operator: { run: unused, end: unused }, records: { write: unused },
    layout: { inspect: unused, keep: unused, swap: unused, restore: unused, discard: unused },
  }
}

/** As a swap does it: another file under the same name. */
function install({ binary }: Names, text: string): void {
  writeFileSync(`${binary}.new`, text)
  chmodSync(`${binary}.new`, 0o755)
  renameSync(`${binary}.new`, binary)
}

function rewrite(unit: string, binary: string, lines: readonly string[]): void {
  writeService(unit, [`ExecStart=${binary}`, ...lines])
  tool('systemctl', 'daemon-reload')
}
