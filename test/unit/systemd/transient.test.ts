import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { openBus } from '../../../src/systemd/bus.ts'
import { transientCommands } from '../../../src/systemd/transient.ts'
import type { CommandResult } from '../../../src/host/types.ts'
import { serveDirectly, type FakeManager, type WireProperties } from '../../support/fake-manager.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const command = { argv: ['/bin/x'], user: null, timeoutSeconds: 10, outputBytesMax: 10 } as const
const patience = AbortSignal.timeout(600_000)
async function aRoom(t: TestContext) {
  const [served, directory] = [await serveDirectly(), mkdtempSync('/tmp/transient-')]
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close(); rmSync(directory, { recursive: true }) })
  return { manager: served.manager, directory, commands: transientCommands(bus, { prefix: 'probe', directory, reach: 'none' }) }
}
/** The unit writes this, ends like this, and its job with it. */
function ends(manager: FakeManager, directory: string, { result, last, says = '' }: { readonly result: string; readonly last: WireProperties; readonly says?: string }): void {
  manager.on('StartTransientUnit', (message) => {
    const unit = String(message.body?.[0])
    writeFileSync(`${directory}/${unit}`, says)
    manager.changed(unit, last)
    manager.jobRemoved('/job/1', unit, result)
    return ['o', '/job/1']
  })
}
const exit = (status: number, Result = 'exit-code'): WireProperties => ({ Result: ['s', Result], ExecMainStatus: ['i', status] })

test('how a command can end, in words', async (t) => {
  const { manager, directory, commands } = await aRoom(t)
  const cases: readonly [string, WireProperties, Partial<CommandResult>][] = [
    ['done', {}, { status: 0, trouble: null, output: 'hello worl' }],
    ['failed', exit(3), { status: 3, trouble: null }],
    ['failed', exit(203), { status: null, trouble: 'could not be started: it is missing, not executable (nothing is on a mount that is noexec), or its interpreter or libraries are missing (203/EXEC)' }],
    ['failed', exit(217), { status: null, trouble: 'could not be started: its user does not exist (217/USER)' }],
    ['failed', exit(11, 'signal'), { status: null, trouble: 'killed by signal 11' }],
    ['failed', exit(25, 'signal'), { status: null, trouble: 'wrote too much' }],
    ['failed', exit(9, 'oom-kill'), { status: null, trouble: 'used too much memory' }],
    ['failed', exit(15, 'timeout'), { status: null, trouble: 'timed out after 10 s' }],
    ['dependency', {}, { status: null, trouble: 'systemd could not run it (dependency)' }],
  ]
  for (const [result, last, wanted] of cases) {
    ends(manager, directory, { result, last, says: 'hello world' })
    const ran = await commands.run(command, patience)
    assert.deepEqual({ ...ran, ...wanted }, ran)
  }
  assert.deepEqual(readdirSync(directory), [])
})
test('the unit\'s name is new each time, and taken from the prefix', async (t) => {
  const { manager, directory, commands } = await aRoom(t)
  ends(manager, directory, { result: 'done', last: {} })
  await commands.run(command, patience)
  await commands.run(command, patience)
  const [one, two] = manager.calls.filter((call) => call.member === 'StartTransientUnit').map((call) => String(call.body?.[0]))
  assert.match(one ?? '', /^probe-[0-9a-f-]{36}\.service$/)
  assert.notEqual(one, two)
})
test('given up: killed, and nothing of it is left', async (t) => {
  const { manager, directory, commands } = await aRoom(t)
  const giveUp = new AbortController()
  manager.on('StartTransientUnit', () => { setImmediate(() => giveUp.abort()); return ['o', '/job/1'] })
  manager.on('Cancel', (_, one) => { one.jobRemoved('/job/1', 'x', 'canceled'); return [''] })
  manager.on('KillUnit', () => [''])
  assert.deepEqual(await commands.run(command, giveUp.signal), { status: null, output: '', trouble: 'given up' })
  assert.deepEqual(manager.calls.find((call) => call.member === 'KillUnit')?.body?.slice(1), ['all', 9])
  assert.deepEqual(readdirSync(directory), [])
})
test('refused by the manager: a result with its reason; a program without a path: our own mistake', async (t) => {
  const { manager, commands } = await aRoom(t)
  manager.on('StartTransientUnit', () => ({ error: 'org.freedesktop.DBus.Error.AccessDenied' }))
  const ran = await commands.run(command, patience)
  assert.equal(ran.status, null)
  assert.match(ran.trouble ?? '', /^could not be started: StartTransientUnit .*it said no/)
  await rejectsWithFailure('CONFIG', /not an absolute path/, commands.run({ ...command, argv: ['x'] }, patience))
})
test('F28 the bus is gone: unavailable, and no open output file is left to the garbage collector, which would end the process', async (t) => {
  const directory = mkdtempSync('/tmp/transient-')
  t.after(() => rmSync(directory, { recursive: true }))
  const commands = transientCommands(openBus([{ kind: 'direct', path: `${directory}/nobody` }]), { prefix: 'probe', directory, reach: 'none' })
  await rejectsWithFailure('UNAVAILABLE', /cannot be reached/, commands.run(command, patience))
  assert.deepEqual(readdirSync(directory), [])
})
