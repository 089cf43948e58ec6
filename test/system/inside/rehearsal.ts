import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Reach } from '../../../src/systemd/sandbox.ts'
import { transientCommands } from '../../../src/systemd/transient.ts'
import { bus, patience, systemctl, tool } from './support.ts'

after(() => bus.close())

/** Architecture, section 7. What may reach the daemon, or the network of the machine, cannot be as low. */
const exposureMax: Readonly<Record<Reach, number>> = { none: 0.5, loopback: 1.8 }
const commands = (reach: Reach) => transientCommands(bus, { prefix: 'rehearsal', directory: '/run/rehearsal', reach })
const asked = (script: string, user: string | null = null) => ({ argv: ['/bin/sh', '-c', script] as const, user, timeoutSeconds: 20, outputBytesMax: 4000 })

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

/** Nothing announces it to a stranger: the manager is asked until it says so. */
async function runningUnit(): Promise<string> {
  const signal = patience()
  while (!signal.aborted) {
    const [unit] = systemctl('list-units', '--no-legend', '--plain', '--state=activating', 'rehearsal-*').split(' ')
    if (unit !== undefined && unit !== '') return unit
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error('it never ran')
}

const node = process.execPath
for (const [name, script] of [
  ['Node, which compiles as it runs', `${node} -e "let s=0; for (let i=0;i<3e6;i++) s+=i; console.log(s)"`],
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
