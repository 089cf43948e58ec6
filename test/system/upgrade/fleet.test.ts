import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import type { Machine } from '../bed/machine.ts'
import { type App, anApp, homeOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installAllByHand } from './support/an-operators-host.ts'
import { assertWhole, strike } from './support/crash-site.ts'
import { answers, untouchables } from './support/look.ts'
import { fallenBack, start, type } from './support/operate.ts'

/** In the middle of the watch, by the entries of the journal: the lock is held, and the new version runs. */
const whileWatching = 32
const coordination = `
[coordination]
kind = "etcd"
url  = "http://127.0.0.1:2379"
http = "allowed"
group = "web"
`

// Two apps of one host stand for two hosts: each is a holder of its own.
test('a fleet that goes down one by one, by a real etcd', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'bookworm', packages: ['etcd-server'] })
  await host.machine.must(['systemctl', 'start', 'etcd.service'])
  const [one, two, dies, away] = ['one', 'two', 'dies', 'away'].map((name, at) => anApp({ name, port: 7001 + at })) as [App, App, App, App]
  const installed = await installAllByHand(host, [one, two, dies, away], { more: coordination })
  for (const { offer } of installed) offer.add({ version: '1.1.0' })
  await t.test('peers 28 while one is down the other waits its turn, with a word of who is in the way', async () => await oneByOne(host, one, two))
  await t.test('peers 28 a holder that dies lets go of the lock', async () => await holderDies(host, dies))
  await t.test('peers 28 without the lock\'s server nobody goes down', async () => await serverAway(host, away))
  await t.test('peers 28 a server that goes away meanwhile costs nobody an upgrade, and is told later', async () => await serverGoes(host, away))
})

async function held(machine: Machine): Promise<readonly string[]> {
  const ask = { key: Buffer.from('/app-upgrade/').toString('base64'), range_end: Buffer.from('/app-upgrade0').toString('base64') }
  const { kvs = [] } = JSON.parse(await machine.must(['curl', '--silent', '--fail', '-d', JSON.stringify(ask), 'http://127.0.0.1:2379/v3/kv/range'])) as { kvs?: readonly { value: string }[] }
  return kvs.map(({ value }) => Buffer.from(value, 'base64').toString('utf8').replace(/\.[0-9a-f]{16}$/, ''))
}

/** Without its home: what was unpacked there lies ready for the next try. */
async function live(machine: Machine, app: App): Promise<readonly string[]> {
  return (await untouchables(machine, app)).filter((line) => !line.startsWith(homeOf(app)))
}

async function repaid(machine: Machine): Promise<void> {
  const ran = await machine.exec(['systemctl', 'restart', 'app-upgrade-repay.service'])
  assert.equal(ran.code, 0, await machine.must(['journalctl', '--no-pager', '-n', '20', '-u', 'app-upgrade-repay.service', '-u', 'app-upgrade-lease@*']))
}

async function oneByOne({ machine }: Host, one: App, two: App): Promise<void> {
  const reached = Promise.withResolvers<() => void>()
  const { gate } = await strike(machine, [{ app: one, point: whileWatching }], (_, { letGo }) => reached.resolve(letGo))
  try {
    const running = start(machine, 'one@v1.1.0')
    const letGo = await Promise.race([reached.promise, running.then(({ said, exit }) => assert.fail(`it ended with ${exit} before it was stopped: ${said}`))])
    assert.deepEqual(await held(machine), ['machine.one'])
    const before = await live(machine, two)
    const refused = await type(machine, 'upgrade', 'two', '--to', 'v1.1.0')
    assert.equal(refused.exit, 75, refused.err)
    assert.match(refused.err, /the one slot of the group 'web' is taken, held by machine\.one\./)
    assert.deepEqual(await live(machine, two), before)
    assert.deepEqual(await held(machine), ['machine.one'], 'who was refused let go of another\'s lock')
    letGo()
    assert.equal((await running).exit, 0)
  } finally {
    await gate.remove()
  }
  assert.deepEqual(await held(machine), [])
  assert.equal((await start(machine, 'two@v1.1.0')).exit, 0)
  await assertWhole(machine, one, '1.1.0', 'the first')
  assert.equal(await answers(machine, two), '1.1.0')
}

async function holderDies({ machine }: Host, app: App): Promise<void> {
  const { gate } = await strike(machine, [{ app, point: whileWatching }], ({ pid }, { letGo }) => {
    process.kill(pid, 'SIGKILL')
    letGo()
  })
  try {
    assert.notEqual((await machine.exec(['systemctl', 'start', 'app-upgrade@dies@v1.1.0.service'])).code, 0)
    await fallenBack(machine, 'dies@v1.1.0')
  } finally {
    await gate.remove()
  }
  await assertWhole(machine, app, '1.0.0', 'after the death')
  assert.deepEqual(await held(machine), [])
}

async function serverAway({ machine }: Host, app: App): Promise<void> {
  await machine.must(['systemctl', 'stop', 'etcd.service'])
  const before = await live(machine, app)
  const refused = await type(machine, 'upgrade', 'away', '--to', 'v1.1.0')
  assert.equal(refused.exit, 69, refused.err)
  assert.deepEqual(await live(machine, app), before)
  await machine.must(['systemctl', 'start', 'etcd.service'])
}

async function serverGoes({ machine }: Host, app: App): Promise<void> {
  const owed = join(machine.root, '/var/lib/app-upgrade/away/fleet-owed.json')
  await repaid(machine)
  assert.ok(!existsSync(owed), 'what the run before owed was not paid')
  const stopped = Promise.withResolvers<void>()
  const { gate } = await strike(machine, [{ app, point: whileWatching }], (_, { letGo }) => {
    void machine.must(['systemctl', 'stop', 'etcd.service']).then(() => { letGo(); stopped.resolve() }, stopped.reject)
  })
  try {
    const went = await type(machine, 'upgrade', 'away', '--to', 'v1.1.0')
    assert.equal(went.exit, 0, went.err)
    await stopped.promise
  } finally {
    await gate.remove()
  }
  assert.equal(await answers(machine, app), '1.1.0')
  assert.equal((JSON.parse(readFileSync(owed, 'utf8')) as { kind: string }).kind, 'etcd')
  await machine.must(['systemctl', 'start', 'etcd.service'])
  // etcd remembers who holds the slot. The run has started the unit that lets go of it; that would try again by itself within two minutes.
  await repaid(machine)
  assert.deepEqual([await held(machine), existsSync(owed)], [[], false])
}
