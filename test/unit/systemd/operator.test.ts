import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openBus } from '../../../src/systemd/bus.ts'
import { operatorCommands } from '../../../src/systemd/operator.ts'
import { serveDirectly } from '../../support/fake-manager.ts'

const command = { argv: ['/bin/snap', '$HOME'], user: 'acme', timeoutSeconds: 600, outputBytesMax: 65_536 } as const
const signal = new AbortController().signal

async function aManager(t: TestContext, leftBehind: readonly string[] = []) {
  const served = await serveDirectly()
  const bus = openBus([served.address])
  t.after(async () => { await bus.close(); await served.close() })
  const { manager } = served
  const said: string[] = []
  manager.on('ListUnitsByPatterns', ({ body }) => {
    said.push(`list ${JSON.stringify(body?.[1])}`)
    return ['a(ssssssouso)', leftBehind.map((name) => [name, '', 'loaded', 'active', 'running', '', '/u', 0, '', '/'])]
  })
  manager.on('StopUnit', ({ body }) => {
    said.push(`stop ${String(body?.[0])}`)
    setImmediate(() => manager.jobRemoved('/job/2', String(body?.[0]), 'done'))
    return ['o', '/job/2']
  })
  manager.on('StartTransientUnit', ({ body }) => {
    said.push(`start ${String(body?.[0]).replace(/-[0-9a-f-]{36}\./, '-ID.')}`)
    setImmediate(() => manager.jobRemoved('/job/1', String(body?.[0]), 'done'))
    return ['o', '/job/1']
  })
  return { manager, said, commands: operatorCommands(bus, 'app-upgrade-data-acme') }
}

test('a command runs as its account, with limits, waits for nothing, and may write', async (t) => {
  const { manager, commands } = await aManager(t)
  assert.deepEqual(await commands.run(command, signal), { status: 0, output: '', trouble: null })
  const started = manager.calls.find(({ member }) => member === 'StartTransientUnit')
  const properties = new Map(((started?.body?.[2] ?? []) as readonly (readonly [string, unknown])[]).map(([name, value]) => [name, JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one))]))
  assert.match(properties.get('User') ?? '', /acme/)
  // Else it would wait for basic.target at boot, which waits for us.
  assert.match(properties.get('DefaultDependencies') ?? '', /false/)
  assert.match(properties.get('Conflicts') ?? '', /shutdown\.target/)
  assert.match(properties.get('TimeoutStartUSec') ?? '', /600000000/)
  assert.match(properties.get('ExecStart') ?? '', /\$\$HOME/)
  for (const name of ['MemoryMax', 'TasksMax', 'KillMode']) assert.ok(properties.has(name), name)
  for (const name of ['ProtectSystem', 'PrivateNetwork', 'NoNewPrivileges', 'DynamicUser', 'LimitFSIZE', 'StandardOutputFileToAppend']) assert.ok(!properties.has(name), name)
})

test('I3 one that a dead process left behind is ended before the next begins, and only this app\'s', async (t) => {
  const { said, commands } = await aManager(t, ['app-upgrade-data-acme.-1.service'])
  await commands.run(command, signal)
  assert.deepEqual(said, ['list ["app-upgrade-data-acme.*.service"]', 'stop app-upgrade-data-acme.-1.service', 'start app-upgrade-data-acme.-ID.service'])
  await commands.end()
  assert.equal(said.at(-1), 'stop app-upgrade-data-acme.-1.service')
})

test('without an account it runs as the manager does', async (t) => {
  const { manager, commands } = await aManager(t)
  await commands.run({ ...command, user: null }, signal)
  assert.ok(!JSON.stringify(manager.calls.find(({ member }) => member === 'StartTransientUnit')?.body, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)).includes('"User"'))
})
