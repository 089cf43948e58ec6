import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { sourceOf } from '../../src/drivers/sources/table.ts'
import { durableMemory } from '../../src/drivers/trust/tuf/durable-memory.ts'
import { trustOf } from '../../src/drivers/trust/table.ts'
import { keptName } from '../../src/formats/tuf/names.ts'
import { disk } from '../../src/host/disk.ts'
import { netLimits } from '../../src/host/limits.ts'
import { makeNet } from '../../src/host/net.ts'
import { parseVersion } from '../../src/release/version.ts'
import { acquire } from '../../src/upgrade/acquire/acquire.ts'
import { admit } from '../../src/upgrade/admit/admit.ts'
import type { Wanted } from '../../src/upgrade/ports.ts'
import type { ShelfRecord } from '../../src/upgrade/acquire/shelf-record.ts'
import { aRelease } from '../support/a-release.ts'
import { aShelf, type ShelfBed } from '../support/a-shelf.ts'
import { aTufSigner, momentIn, TufRepository, tufNowMs } from '../support/a-tuf-repository.ts'
import { aTufServer, targetsOf, type TufServer } from '../support/a-tuf-server.ts'
import { aMemory, sourceTools } from '../support/source-tools.ts'
import { rejectsWithFailure } from '../support/throws.ts'
import { trustTools } from '../support/trust-tools.ts'

const never = new AbortController().signal
const newest: Wanted = { version: null, channel: null }

interface Halves { /** Set it on. */ readonly now: { ms: number }; readonly server: TufServer; readonly bed: ShelfBed; readonly own: string; acquire(wanted?: Wanted): Promise<ShelfRecord>; admit(record: ShelfRecord): Promise<readonly string[]> }

/** Both halves, each with its own memory, over a real server; the second has no network. */
async function halves(t: TestContext, repository: TufRepository): Promise<Halves> {
  const server = await aTufServer(t, repository)
  const memory = aMemory()
  const now = { ms: tufNowMs }
  const clock = { nowMs: () => now.ms }
  const settings = { kind: 'tuf', metadata: server.metadata, root: server.root }
  const source = sourceOf({ ...settings, targets: server.targets, artifact: 'jaco-{tag}-linux-{arch}.tar.gz' }, sourceTools({ memory, clock }))
  const bed = aShelf(t, source)
  const shared = { where: 'the test', recall: async (name: string) => (await memory.recall(name))?.bytes ?? null, keep: async (name: string, bytes: Uint8Array) => memory.keep(name, { validator: name, bytes }) }
  const own = join(bed.home, 'state', 'tuf')
  const acquiring = trustOf([settings], trustTools({ net: makeNet({ ...netLimits, backoffMs: 1 }), memory: shared }))
  const applying = trustOf([settings], trustTools({ net: null, memory: durableMemory(disk, own) }))
  return {
    now, server, bed, own,
    acquire: async (wanted = newest) => await acquire(wanted, { ...bed.acquire, trust: acquiring, clock: { ...bed.acquire.clock, ...clock } }, never) ?? assert.fail('nothing was acquired'),
    admit: async ({ version, sha256 }) => (await admit({ version, sha256 }, { ...bed.admit, trust: applying, clock: { ...bed.admit.clock, ...clock } }, never)).grounds,
  }
}

test('tuf: from a repository through both halves, the second without a network and from its own first root', async (t) => {
  const both = await halves(t, new TufRepository(targetsOf([aRelease(), aRelease({ version: '1.3.0' })].map((one) => ({ ...one, served: new Map([[one.artifact as string, one.bytes]]) })))))
  const record = await both.acquire()
  assert.equal(record.version, '1.3.0')
  assert.deepEqual(record.sidecars, [keptName(both.server.repository.pinned)])
  both.server.answer = 'none'
  assert.match((await both.admit(record)).join(), /the role .targets. of the repository whose first root is .*version 1\.3\.0 is in the signed path/)
  assert.deepEqual(readdirSync(both.own), [keptName(both.server.repository.pinned)])
})

test('tuf: what is on the shelf is not fetched again while it counts', async (t) => {
  const both = await halves(t, new TufRepository(targetsOf([aRelease()])))
  await both.acquire()
  const before = both.server.asked.length
  both.server.repository.restamp()
  await both.acquire()
  assert.deepEqual(both.server.asked.slice(before), ['/metadata/2.root.json', '/metadata/timestamp.json'])
})

test('tuf: an older state that comes off the shelf later is REFUSED by the half that saw a newer one', async (t) => {
  const [older, newer] = [aRelease(), aRelease({ version: '1.3.0' })]
  const both = await halves(t, new TufRepository(targetsOf([older])))
  const first = await both.acquire()
  const { repository } = both.server
  repository.targets = targetsOf([{ ...older, served: new Map([[older.artifact as string, older.bytes]]) }, { ...newer, served: new Map([[newer.artifact as string, newer.bytes]]) }])
  repository.publish()
  assert.equal((await both.admit(await both.acquire())).length > 0, true)
  await rejectsWithFailure('REFUSED', /was seen here before/, both.admit(first))
  // Asked for by name it is still in the repository, and fetched with what counts now.
  both.bed.events.length = 0
  await rejectsWithFailure('UNAVAILABLE', /there is no release 1\.2\.4/, both.acquire({ version: parseVersion('1.2.4'), channel: null }))
})

test('tuf: keys are exchanged between two upgrades, and nobody has to touch the host', async (t) => {
  const both = await halves(t, new TufRepository(targetsOf([aRelease()])))
  await both.admit(await both.acquire())
  const { repository } = both.server
  const old = [...repository.roles.root.signers]
  for (const role of ['root', 'timestamp', 'snapshot', 'targets'] as const) repository.roles[role].signers = [aTufSigner()]
  repository.targets = targetsOf([aRelease({ version: '1.3.0' })])
  repository.publishRoot(old)
  repository.publish()
  assert.match((await both.admit(await both.acquire())).join(), /its root is version 2 now/)
})

test('tuf: a timestamp that expired on the shelf is renewed there, and the release is not fetched again', async (t) => {
  const both = await halves(t, new TufRepository(targetsOf([aRelease()])))
  const record = await both.acquire()
  both.now.ms = Date.parse(momentIn(3))
  await rejectsWithFailure('REFUSED', /timestamp\.json.* expired/, both.admit(record))
  const { repository } = both.server
  repository.roles.timestamp.expires = momentIn(4)
  repository.restamp()
  const before = both.server.asked.length
  assert.equal((await both.acquire()).sha256, record.sha256)
  assert.deepEqual(both.server.asked.slice(before).filter((path) => path.startsWith('/targets/')), [])
  assert.ok(await both.admit(record))
})
