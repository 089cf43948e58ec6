import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import * as v from 'valibot'
import type { Errand } from '../../src/drivers/coordination/driver.ts'
import { carryErrand, coordinators } from '../../src/drivers/coordination/table.ts'
import type { DriverSettings } from '../../src/upgrade/plan.ts'
import type { Answer } from '../../src/upgrade/ports.ts'
import { aFleetlock } from '../support/a-fleetlock.ts'
import { sourceTools } from '../support/source-tools.ts'
import { mortal } from '../tools/mortal.ts'

type Says = (kind: Errand['kind'], holder: string) => Promise<Answer>

/** What every lock's server does for its hosts, whatever it is. One slot. */
function coordinationContract(kind: string, open: (t: TestContext) => Promise<DriverSettings>): void {
  const opened = async (t: TestContext): Promise<Says> => {
    const settings = await open(t)
    return (errand, holder) => carryErrand(settings, { kind: errand, holder }, sourceTools(), AbortSignal.timeout(120_000))
  }
  test(`${kind}: one host at a time; the next one when it is done`, async (t) => {
    const says = await opened(t)
    assert.equal((await says('ask', 'one')).kind, 'yes')
    const refused = await says('ask', 'two')
    assert.ok(refused.kind === 'no' && refused.overridable === 'yes' && refused.reason !== '' && refused.next !== '')
    assert.equal((await says('done', 'one')).kind, 'yes')
    assert.equal((await says('ask', 'two')).kind, 'yes')
    assert.equal((await says('done', 'two')).kind, 'yes')
  })
  test(`${kind}: peers 28 both errands may be repeated, as after an answer that nobody heard`, async (t) => {
    const says = await opened(t)
    for (const errand of ['ask', 'ask', 'done', 'done', 'ask', 'done'] as const) assert.equal((await says(errand, 'one')).kind, 'yes')
    assert.equal((await says('ask', 'two')).kind, 'yes')
    assert.equal((await says('done', 'two')).kind, 'yes')
  })
  test(`${kind}: nobody lets go of another's lock`, async (t) => {
    const says = await opened(t)
    await says('ask', 'one')
    await says('done', 'two')
    assert.equal((await says('ask', 'two')).kind, 'no')
    await says('done', 'one')
  })
  test(`${kind}: of many that ask at once, one is let go down`, async (t) => {
    const says = await opened(t)
    const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => says('ask', `host${at}`)))
    assert.equal(answers.filter((answer) => answer.kind === 'yes').length, 1)
    await Promise.all(answers.map((_, at) => says('done', `host${at}`)))
  })
}

let groups = 0
const read = (settings: Readonly<Record<string, unknown>> & { readonly kind: 'fleetlock' | 'etcd' }): DriverSettings => v.parse(coordinators[settings.kind].schema, settings)

coordinationContract('fleetlock', async (t) => read({ kind: 'fleetlock', url: (await aFleetlock(t)).origin, http: 'allowed' }))

const folder = mkdtempSync(join(tmpdir(), 'app-upgrade-etcd-'))
const etcd = anEtcd()
after(async () => {
  (await etcd).end()
  rmSync(folder, { recursive: true, force: true })
})
coordinationContract('etcd', async () => read({ kind: 'etcd', url: (await etcd).url, http: 'allowed', group: `group${groups++}` }))

test('etcd: two slots let two hosts go down, and no third', async () => {
  const settings = read({ kind: 'etcd', url: (await etcd).url, http: 'allowed', group: 'pair', slots: 2 })
  const ask = async (holder: string): Promise<Answer> => carryErrand(settings, { kind: 'ask', holder }, sourceTools(), AbortSignal.timeout(120_000))
  assert.deepEqual([(await ask('one')).kind, (await ask('two')).kind], ['yes', 'yes'])
  const third = await ask('three')
  assert.ok(third.kind === 'no')
  assert.match(third.reason, /^all 2 slots of the group 'pair' are taken, held by one, two$/)
})

test('etcd: peers 28 the slot of a host that never comes back is under a lease that ends', async () => {
  const { url } = await etcd
  const settings = read({ kind: 'etcd', url, http: 'allowed', group: 'dies', lease: '5min' })
  await carryErrand(settings, { kind: 'ask', holder: 'one' }, sourceTools(), AbortSignal.timeout(120_000))
  const key = Buffer.from('/app-upgrade/dies/0').toString('base64')
  const { kvs: [held] } = await (await fetch(`${url}/v3/kv/range`, { method: 'POST', body: JSON.stringify({ key }) })).json() as { kvs: readonly { lease: string }[] }
  const { TTL } = await (await fetch(`${url}/v3/lease/timetolive`, { method: 'POST', body: JSON.stringify({ ID: held?.lease }) })).json() as { TTL: string }
  assert.ok(Number(TTL) > 200 && Number(TTL) <= 300, TTL)
})

/** Debian's etcd, alone, in memory as far as a test can tell. Between our look and its own somebody else may take a port that was free. */
async function anEtcd(attempts = 5): Promise<{ readonly url: string; readonly end: () => void }> {
  try {
    return await startedEtcd(await freePort(), await freePort())
  } catch (thrown) {
    if (attempts === 1 || !String(thrown).includes('address already in use')) throw thrown
    return anEtcd(attempts - 1)
  }
}

async function startedEtcd(client: number, peer: number): Promise<{ readonly url: string; readonly end: () => void }> {
  const url = `http://127.0.0.1:${client}`
  const child = spawn(...mortal('/usr/bin/etcd', ['--data-dir', folder, '--listen-client-urls', url, '--advertise-client-urls', url, '--listen-peer-urls', `http://127.0.0.1:${peer}`, '--initial-advertise-peer-urls', `http://127.0.0.1:${peer}`, '--initial-cluster', `default=http://127.0.0.1:${peer}`, '--unsafe-no-fsync']), { stdio: ['ignore', 'ignore', 'pipe'] })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let words = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-20_000)
    if (/ready to serve client requests/.test(words)) resolve()
  })
  child.on('close', () => reject(new Error(`etcd ended:\n${words}`)))
  await promise
  return { url, end: () => void child.kill('SIGKILL') }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
