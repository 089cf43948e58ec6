import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { loadable } from '../../../src/drivers/gates/loadable.ts'
import { rehearsal } from '../../../src/drivers/gates/rehearsal.ts'
import { rehearsed } from '../../../src/drivers/gates/rehearsed.ts'
import type { ProbeTools } from '../../../src/drivers/probes/driver.ts'
import { version } from '../../../src/drivers/probes/version.ts'
import { clock } from '../../../src/host/clock.ts'
import { files } from '../../../src/host/files.ts'
import { readsDisk } from '../../../src/host/reads-disk.ts'
import { clearSample } from '../../../src/main/rehearse.ts'
import type { Reach } from '../../../src/systemd/sandbox.ts'
import { transientCommands } from '../../../src/systemd/transient.ts'
import type { Plan } from '../../../src/upgrade/plan.ts'
import { aPlan } from '../../support/a-plan.ts'
import { bus, patience, systemctl, tool } from './support.ts'

after(() => bus.close())

/** Architecture, section 7. What may reach the daemon, or the network of the machine, cannot be as low. */
const exposureMax: Readonly<Record<Reach, number>> = { none: 0.5, loopback: 1.8 }
const commands = (reach: Reach) => transientCommands(bus, { prefix: 'rehearsal', directory: '/run/rehearsal', reach })
const asked = (script: string, user: string | null = null) => ({ argv: ['/bin/sh', '-c', script] as const, user, timeoutSeconds: 120, outputBytesMax: 4000 })

for (const [reach, user] of [['none', null], ['none', 'daemon'], ['loopback', null]] as const)
  test(`systemd finds the rehearsal exposed to at most ${exposureMax[reach]}: reach ${reach}, user ${user ?? 'of its own'}`, async () => {
    const end = new AbortController()
    const run = commands(reach).run(asked('sleep infinity', user), end.signal)
    const said = tool('systemd-analyze', 'security', '--no-pager', await runningUnit())
    end.abort()
    assert.equal((await run).trouble, 'given up')
    const found = Number(/exposure level for \S+: ([\d.]+)/.exec(said)?.[1])
    assert.ok(found <= exposureMax[reach], said)
  })

test('R5 the room that the settings give is in the unit as systemd has it', async () => {
  const end = new AbortController()
  const run = commands('none').run({ ...asked('sleep infinity'), room: { memoryBytesMax: 2 ** 33, tasksMax: 4096, fileBytesMax: 2 ** 25 } }, end.signal)
  const shown = systemctl('show', '--property=MemoryMax', '--property=TasksMax', '--property=LimitFSIZE', await runningUnit())
  end.abort()
  assert.equal((await run).trouble, 'given up')
  assert.deepEqual(shown.trim().split('\n').toSorted(), [`LimitFSIZE=${2 ** 25}`, `MemoryMax=${2 ** 33}`, 'TasksMax=4096'])
})

const known = new Set<string>()

/** Nothing announces it to a stranger: the manager is asked until it says so. What was given up a moment ago may be there still. */
async function runningUnit(): Promise<string> {
  const signal = patience()
  while (!signal.aborted) {
    const units = systemctl('list-units', '--no-legend', '--plain', '--state=activating', 'rehearsal-*').split('\n').map((line) => line.split(' ')[0] ?? '')
    const unit = units.find((one) => one !== '' && !known.has(one))
    if (unit !== undefined) {
      known.add(unit)
      return unit
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error('it never ran')
}

const node = process.execPath
for (const [name, script] of [
  ['Node, which compiles as it runs', `${node} -e "let s=0; for (let i=0;i<3e6;i++) s+=i; console.log(s)"`],
  ['a check that needs a log, a pid file and a socket, told to have them in /tmp', `${node} -e "require('fs').writeFileSync('/tmp/pid',''); require('net').createServer().listen('/tmp/rehearsed.sock',()=>process.exit(0))"`],
  ['Node with children and threads', `${node} -e "require('child_process').execFileSync('/bin/true'); new (require('worker_threads').Worker)('0',{eval:true}).on('exit',(c)=>console.log('fine',c))"`],
] as const)
  test(`what is honest runs: ${name}`, async () => {
    const ran = await commands('none').run(asked(script), patience())
    assert.deepEqual([ran.status, ran.trouble], [0, null], ran.output)
  })

test('what a rehearsed program sees: nobody, nowhere, and nothing to change', async () => {
  const { output } = await commands('none').run(asked(`
    id -u; ls /sys/class/net | tr '\\n' ' '; echo
    for place in / /etc /usr /var/lib /opt /root /run /dev; do touch $place/x 2>/dev/null && echo "wrote $place"; done
    ls -d /proc/[0-9]* | wc -l
    ${node} -e "require('net').connect(22,'127.0.0.1').on('error',(e)=>console.log(e.code))"
    ${node} -e "try { process.setuid(0); console.log('root') } catch (e) { console.log(e.code) }"
    chown 0 /tmp 2>/dev/null || echo unchowned; unshare -r true 2>/dev/null || echo unshared-nothing
    grep -E 'CapBnd|NoNewPrivs|Seccomp:' /proc/self/status | tr -s '\\t\\n' ' '; echo; echo "in $PWD"`), patience())
  const [uid, net, processes, ...rest] = output.trim().split('\n')
  assert.ok(Number(uid) >= 61184 && Number(uid) <= 65519, output)
  assert.equal(net?.trim(), 'lo')
  assert.ok(Number(processes) < 8, output)
  assert.deepEqual(rest.map((line) => line.trim()), ['EAFNOSUPPORT', 'EPERM', 'unchowned', 'unshared-nothing', 'CapBnd: 0000000000000000 NoNewPrivs: 1 Seccomp: 2', 'in /'])
})

test('root without capabilities is root to whoever goes by the user id: nobody of those is to be found', async () => {
  writeFileSync('/run/systemd/system/escaped.service', '[Service]\nType=oneshot\nExecStart=/usr/bin/touch /run/escaped\n')
  systemctl('daemon-reload')
  const { output } = await commands('none').run(asked(`
    id -u
    systemctl start escaped.service 2>/dev/null || echo "no manager"
    busctl call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager StartUnit ss escaped.service replace 2>/dev/null || echo "no bus"
    ls /run/user 2>/dev/null || echo "no other users"`, 'root'), patience())
  assert.deepEqual(output.trim().split('\n'), ['0', 'no manager', 'no bus', 'no other users'])
  assert.equal(existsSync('/run/escaped'), false)
})

test('memory that the machine shares is not to be had: what is written there is its own, and goes with it', async () => {
  writeFileSync('/dev/shm/of-the-daemon', 'mine', { mode: 0o666 })
  const { output } = await commands('none').run(asked('ls /dev/shm; echo planted > /dev/shm/planted && cat /dev/shm/planted; echo other > /dev/shm/of-the-daemon', 'daemon'), patience())
  assert.equal(output.trim(), 'planted')
  assert.deepEqual([existsSync('/dev/shm/planted'), readFileSync('/dev/shm/of-the-daemon', 'utf8')], [false, 'mine'])
})

/** The new file of a plan, as a release would lay it down. */
function staged(script: string): Plan {
  const plan = aPlan()
  writeFileSync('/opt/staged', `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { ...plan, files: [{ ...plan.files[0], newPath: '/opt/staged', publicPath: '/usr/local/bin/acme0' }] }
}
/** Both ways in which a new program is asked: what it says of itself, and whether it likes what is here. */
async function rehearse(script: string, timeoutMs: number): Promise<readonly string[]> {
  const plan = staged(script)
  const question = { name: 'config check', pass: [0], command: { argv: ['{new:acme0}', 'check'] as const, user: null, timeoutMs } }
  const probe = version.make({ kind: 'version', name: 'version', command: ['/opt/staged', '--version'], timeout: `${timeoutMs}ms`, interval: '100ms' }, { clock, alone: commands('none') } as unknown as ProbeTools)
  const gates = [rehearsal(async () => [await clearSample(probe, plan, patience())].filter((sample) => sample !== null)), rehearsed([question], commands('none'), null)]
  const said: string[] = []
  for (const gate of gates) {
    const answer = await gate.ask(plan, patience())
    said.push(answer.kind === 'no' ? answer.reason : 'yes')
  }
  return said
}
function left(): readonly string[] {
  const units = systemctl('list-units', '--all', '--no-legend', '--plain', 'rehearsal-*').split('\n').filter((line) => line.trim() !== '')
  const processes = tool('ps', '-eo', 'args').split('\n').filter((line) => line.includes('/opt/staged') || line.includes('sleep 98765'))
  return [...units, ...processes, ...readdirSync('/run/rehearsal'), ...readdirSync('/opt').filter((name) => name !== 'staged')]
}
/** A command is over when its main process is; what it left behind is killed by the manager just then, and that is told to nobody. */
async function leftInTheEnd(): Promise<readonly string[]> {
  const signal = patience()
  while (!signal.aborted && left().length > 0) await new Promise((resolve) => setImmediate(resolve))
  return left()
}

const [says, checks] = ['version 2.0.0 does not pass its rehearsal: /opt/staged', "the rehearsal 'config check' of version 2.0.0"]
for (const [what, script, aboutVersion, aboutCheck] of [
  ['F40 R4 hangs', 'sleep 98765', `${says} timed out after 1 s`, `${checks} gave no answer: timed out after 1 s`],
  // Not without end: where the machine of the tests has no controller for tasks, nothing but time ends it.
  ['F40 forks more than it may', 'i=0; while [ $i -lt 600 ]; do sleep 98765 & i=$((i+1)); done; wait', `${says} `, `${checks} `],
  ['F40 prints a GiB', 'exec head -c 1073741824 /dev/zero', `${says} wrote too much`, `${checks} gave no answer: wrote too much`],
  ['F40 needs a terminal', 'exec < /dev/tty; echo 2.0.0', `${says} ended with status `, `${checks} says no (exit status `],
  ['F40 writes where it stands', 'touch settled || exit 9; echo 2.0.0', `${says} ended with status 9: touch: cannot touch 'settled'`, `${checks} says no (exit status 9): touch: cannot touch 'settled'`],
  ['F40 ends well, and says nothing', 'exit 0', `${says} does not say 2.0.0`, 'yes'],
  ['F40 g27 says another version', 'echo acmed 1.9.0', `${says} does not say 2.0.0 but 1.9.0`, 'yes'],
  ['F41 dies of an instruction that this processor does not have', 'kill -ILL $$', `${says} killed by signal 4`, `${checks} gave no answer: killed by signal 4`],
  ['F40 leaves children behind', 'echo 2.0.0; setsid sleep 98765 & sleep 98765 &', 'yes', 'yes'],
] as const)
  test(`${what}: found out, killed with all that it started, and nothing of it is left`, async () => {
    // Who is to be waited for in vain is waited for as briefly as there is; the others have all the time that a busy machine takes.
    const [first = '', second = ''] = await rehearse(script, /hangs|forks/.test(what) ? 1000 : 120_000)
    assert.deepEqual([first.slice(0, aboutVersion.length), second.slice(0, aboutCheck.length)], [aboutVersion, aboutCheck], `${first}\n${second}`)
    assert.deepEqual(await leftInTheEnd(), [])
  })

test('g11 F41 an interpreter that is not here is found before anything runs, and by the rehearsal all the same', async () => {
  const plan = staged('')
  writeFileSync('/opt/staged', '#!/opt/python3\n')
  const read = await loadable({ disk: readsDisk, files }, 'amd64').ask(plan, patience())
  assert.match(read.kind === 'no' ? read.reason : '', /^version 2\.0\.0 cannot run here: 'acme0' is a script for '\/opt\/python3', which is not here$/)
  const said = await rehearsed([{ name: 'check', pass: [0], command: { argv: ['{new:acme0}'], user: null, timeoutMs: 60_000 } }], commands('none'), null).ask(plan, patience())
  assert.match(said.kind === 'no' ? said.reason : '', /gave no answer: could not be started: it is missing, not executable \(.*\), or its interpreter or libraries are missing \(203\/EXEC\)/)
})
test('as the daemon, its configuration can be read, and not by an account of its own; the words of the program are told', async () => {
  tool('useradd', '--system', 'acme')
  writeFileSync('/etc/acme.conf', 'listne = 1\n', { mode: 0o640 })
  tool('chown', 'root:acme', '/etc/acme.conf')
  const plan = staged('[ -r /etc/acme.conf ] || { echo "cannot read $1"; exit 2; }; ! grep -Hn listne "$1" || exit 1')
  const ask = async (account: string | null): Promise<string> => {
    const said = await rehearsed([{ name: 'config check', pass: [0], command: { argv: ['{new:acme0}', '/etc/acme.conf'], user: null, timeoutMs: 60_000 } }], commands('none'), account).ask(plan, patience())
    return said.kind === 'no' ? said.reason : 'yes'
  }
  assert.deepEqual([await ask(null), await ask('acme')], [`${checks} says no (exit status 2): cannot read /etc/acme.conf`, `${checks} says no (exit status 1): /etc/acme.conf:1:listne = 1`])
  writeFileSync('/etc/acme.conf', 'listen = 1\n')
  assert.equal(await ask('acme'), 'yes')
})
