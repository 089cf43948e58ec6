import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../../src/errors.ts'
import { keptRepository, pinnedRoot, refresh, soundKept, type View } from '../../../../src/formats/tuf/client.ts'
import { formatKept, readKept, type Kept } from '../../../../src/formats/tuf/kept.ts'
import { repositoryAt } from '../../../../src/formats/tuf/repository.ts'
import { aPemTufSigner, aTufSigner, momentIn, TufRepository, tufNowMs } from '../../../support/a-tuf-repository.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const base = 'https://tuf.example.org/metadata'
const bytes = Buffer.from('archive')
const aRepository = (consistent = true): TufRepository => new TufRepository({ 'app-v1.2.3.tar.gz': { bytes } }, consistent)

interface Asking { readonly before?: Kept | null; readonly atMs?: number; readonly pinned?: Uint8Array }
function look(repository: TufRepository, { before = null, atMs = tufNowMs, pinned = repository.pinned }: Asking = {}): Promise<View> {
  return refresh({ pinned, atMs, before, repository: repositoryAt(base, repository.ask, base) })
}

test('a repository is believed from its first root on, and what is kept of it suffices without a network', async () => {
  for (const consistent of [true, false]) {
    const repository = aRepository(consistent)
    const view = await look(repository)
    assert.deepEqual(Object.keys(view.targets.body.targets), ['app-v1.2.3.tar.gz'])
    assert.equal(view.expiresAtMs(), Date.parse(momentIn(1)))
    assert.deepEqual(repository.asked, consistent ? ['2.root.json', 'timestamp.json', '1.snapshot.json', '1.targets.json'] : ['2.root.json', 'timestamp.json', 'snapshot.json', 'targets.json'])
    const kept = readKept(formatKept(view.kept()), 'kept')
    const again = await refresh({ pinned: repository.pinned, atMs: tufNowMs, before: null, repository: keptRepository(kept, repository.pinned) })
    assert.deepEqual(again.targets.body, view.targets.body)
  }
})

test('what was not changed is not fetched again', async () => {
  const repository = aRepository()
  const before = (await look(repository)).kept()
  repository.asked.length = 0
  repository.restamp()
  await look(repository, { before })
  assert.deepEqual(repository.asked, ['2.root.json', 'timestamp.json'])
})

test('keys on P-256 and P-384 sign, too; a threshold wants different keys', async () => {
  const repository = aRepository()
  const old = [...repository.roles.root.signers]
  repository.roles.targets = { ...repository.roles.targets, signers: [aPemTufSigner('ecdsa-sha2-nistp256'), aPemTufSigner('ecdsa-sha2-nistp384')], threshold: 2 }
  repository.publishRoot(old)
  repository.publish()
  assert.equal((await look(repository)).targets.version, 2)
  repository.roles.targets.signers.pop()
  repository.publish()
  await rejectsWithFailure('TAMPERED', /"?targets\.json'? is signed by 1 of the keys of its role, and 2 must/, look(repository))
})

test('wrong key: what a stranger signed is TAMPERED, in every role', async () => {
  for (const role of ['timestamp', 'snapshot', 'targets'] as const) {
    const repository = aRepository()
    repository.roles[role].signers = [{ ...aTufSigner(), id: repository.roles[role].signers[0]?.id ?? '' }]
    repository.publish()
    await rejectsWithFailure('TAMPERED', /is signed by 0 of the keys/, look(repository))
  }
})

test('one changed byte of any file is TAMPERED, also of those that a hash describes (mix-and-match)', async () => {
  for (const name of ['timestamp.json', '1.snapshot.json', '1.targets.json']) {
    const repository = aRepository()
    repository.files.set(name, Buffer.from((repository.files.get(name)?.toString() ?? '').replace(/2026|2027/, '2028')))
    await rejectsWithFailure('TAMPERED', /./, look(repository))
  }
})

test('mix-and-match: a file of the right key and version is TAMPERED when it is not the one that was described', async () => {
  for (const [role, name] of [['snapshot', '2.snapshot.json'], ['targets', '2.targets.json']] as const) {
    const repository = aRepository()
    repository.publish()
    const other = repository.files.get(name) as Buffer
    for (const each of ['timestamp', 'snapshot', 'targets'] as const) repository.versions[each] = 1
    repository.edit = (edited, body) => (edited === role ? { ...body, 'x-second': 'yes' } : body)
    repository.publish()
    assert.ok(await look(repository))
    repository.files.set(name, other)
    await rejectsWithFailure('TAMPERED', /signed number is|is not what is signed/, look(repository))
  }
})

test('a file of another version than the one that was described is REFUSED, whatever its hash', async () => {
  for (const role of ['snapshot', 'targets']) {
    const repository = aRepository()
    repository.edit = (edited, body) => (edited === role ? { ...body, version: 9 } : body)
    repository.publish()
    await rejectsWithFailure('REFUSED', new RegExp(`${role}\\.json.* is version 9, and version 2 is the one that belongs`), look(repository))
  }
})

test('key id ≠ hash: an id is a name, and one key under two of them is one key', async () => {
  const repository = aRepository()
  const old = [...repository.roles.root.signers]
  const one = aTufSigner('a word')
  repository.roles.targets.signers = [one]
  repository.publishRoot(old)
  repository.publish()
  assert.equal((await look(repository)).targets.version, 2)
  repository.roles.targets = { ...repository.roles.targets, signers: [one, { ...one, id: 'another word' }], threshold: 2 }
  repository.publishRoot()
  repository.publish()
  await rejectsWithFailure('TAMPERED', /is signed by 1 of the keys of its role, and 2 must/, look(repository))
})

test('threshold 0 and a negative one are DATA', async () => {
  for (const threshold of [0, -1]) {
    const repository = aRepository()
    repository.roles.timestamp.threshold = threshold
    repository.publishRoot(repository.roles.root.signers)
    await rejectsWithFailure('DATA', /2\.root\.json.*threshold.*at least 1/, look(repository))
  }
})

test('rollback: an older timestamp, snapshot or targets is REFUSED, and a file that vanishes is', async () => {
  const repository = aRepository()
  const old = new Map(repository.files)
  repository.publish()
  const before = (await look(repository)).kept()
  for (const [name, file] of old) repository.files.set(name, file)
  await rejectsWithFailure('REFUSED', /timestamp\.json.* is version 1, and version 2 was seen here before/, look(repository, { before }))
  const sly = aRepository()
  sly.publish()
  const seen = (await look(sly)).kept()
  sly.versions.snapshot = 0
  sly.publish()
  await rejectsWithFailure('REFUSED', /snapshot\.json.* is version 1, and version 2 was seen/, look(sly, { before: seen }))
  sly.versions.snapshot = 5
  sly.versions.targets = 0
  sly.publish()
  await rejectsWithFailure('REFUSED', /targets\.json.* is version 1, and version 2 was seen/, look(sly, { before: seen }))
  sly.edit = (name, body) => (name === 'snapshot' ? { ...body, meta: {} } : body)
  sly.publish()
  await rejectsWithFailure('REFUSED', /does not list .targets\.json. any more/, look(sly, { before: seen }))
})

test('an equal timestamp version is the one that was seen first', async () => {
  const repository = aRepository()
  const before = (await look(repository)).kept()
  repository.versions.timestamp = 0
  repository.publish()
  assert.equal((await look(repository, { before })).targets.version, 1)
})

test('freeze: whatever expired is REFUSED, and a root that expires during the run is not', async () => {
  for (const role of ['root', 'timestamp', 'snapshot', 'targets'] as const) {
    const repository = aRepository()
    repository.roles[role].expires = momentIn(0)
    if (role === 'root') repository.publishRoot()
    repository.publish()
    await rejectsWithFailure('REFUSED', new RegExp(`${role}\\.json.* expired on 2026-11-21`), look(repository))
    // Root expired mid-run (TUF 5.3.10): one moment counts for the whole of it.
    assert.ok(await look(repository, { atMs: tufNowMs - 1 }))
  }
})

test('root rotation: the chain is walked, and a revoked root key signs nothing any more', async () => {
  const repository = aRepository()
  const pinned = repository.pinned
  const [first] = repository.roles.root.signers
  assert.ok(first)
  for (let times = 0; times < 5; times++) {
    const old = [...repository.roles.root.signers]
    repository.roles.root.signers = [aTufSigner()]
    repository.publishRoot(old)
  }
  const view = await look(repository, { pinned })
  assert.equal(view.root.version, 6)
  assert.equal(view.kept().roots.length, 5)
  repository.roles.root.signers = [first]
  repository.publishRoot()
  await rejectsWithFailure('TAMPERED', /7\.root\.json.* signed by 0/, look(repository, { pinned }))
})

test('a root of another number than its name, or without its own signature, is refused', async () => {
  const skipping = aRepository()
  skipping.versions.root = 2
  skipping.publishRoot(skipping.roles.root.signers)
  skipping.files.set('2.root.json', skipping.files.get('3.root.json') as Buffer)
  await rejectsWithFailure('REFUSED', /says that it is version 3/, look(skipping))
  const foreign = aRepository()
  const old = [...foreign.roles.root.signers]
  foreign.roles.root.signers = [aTufSigner()]
  foreign.roles.root.signers = [{ ...aTufSigner(), id: foreign.roles.root.signers[0]?.id ?? '', json: foreign.roles.root.signers[0]?.json ?? {} }]
  foreign.publishRoot(old)
  await rejectsWithFailure('TAMPERED', /2\.root\.json/, look(foreign))
})

test('root chain cap (2^10) and size caps', async () => {
  const repository = aRepository()
  for (let times = 0; times < 1025; times++) repository.publishRoot()
  await rejectsWithFailure('REFUSED', /more than 1024 roots/, look(repository))
  const caps: number[] = []
  const asking = refresh({ pinned: repository.pinned, atMs: tufNowMs, before: null, repository: async ({ sizeBytesMax, role }) => { caps.push(sizeBytesMax); return role === 'root' ? null : repository.files.get(`${role}.json`) ?? null } })
  await rejectsWithFailure('UNAVAILABLE', /no snapshot\.json of version 1/, asking)
  assert.deepEqual(caps, [512 * 1024, 16 * 1024, repository.files.get('1.snapshot.json')?.length])
})

test('fast-forward recovery (TUF 5.3.11): a rotated timestamp key forgets the versions, an added one does not', async () => {
  const repository = aRepository()
  repository.versions.timestamp = 1_000_000
  repository.restamp()
  const before = (await look(repository)).kept()
  repository.versions.timestamp = 1
  repository.roles.timestamp.signers.push(aTufSigner())
  repository.publishRoot()
  repository.restamp()
  await rejectsWithFailure('REFUSED', /version 1000001 was seen/, look(repository, { before }))
  repository.roles.timestamp.signers.shift()
  repository.publishRoot()
  repository.versions.timestamp = 1
  repository.restamp()
  assert.ok(await look(repository, { before }))
})

test('local metadata edited between runs: who may forget forgets, and who may not refuses', async () => {
  const repository = aRepository()
  const view = await look(repository)
  const text = Buffer.from(formatKept(view.kept())).toString()
  assert.notEqual(soundKept(Buffer.from(text), repository.pinned), null)
  for (const edited of [text.replace('\\"version\\": 1', '\\"version\\": 9'), text.slice(0, 100), '']) {
    assert.equal(soundKept(Buffer.from(edited), repository.pinned), null)
  }
  const kept = readKept(Buffer.from(text.replace('\\"version\\": 1', '\\"version\\": 9')), 'kept')
  await rejectsWithFailure('REFUSED', /what was remembered of the repository does not hold/, look(repository, { before: kept }))
  assert.equal(soundKept(null, repository.pinned), null)
})

test('local metadata put together from two states, or edited where no hash tells, does not hold', async () => {
  const repository = aRepository()
  const old = (await look(repository)).kept()
  repository.publish()
  const now = (await look(repository)).kept()
  assert.equal(soundKept(formatKept({ ...now, snapshot: old.snapshot }), repository.pinned), null)
  repository.edit = (role, body) => (role === 'timestamp' ? { ...body, meta: { 'snapshot.json': { version: repository.versions.snapshot } } } : body)
  repository.publish()
  const bare = (await look(repository)).kept()
  assert.notEqual(soundKept(formatKept(bare), repository.pinned), null)
  assert.equal(soundKept(formatKept({ ...bare, snapshot: Buffer.from(Buffer.from(bare.snapshot).toString().replace('"version": 3', '"version": 2')) }), repository.pinned), null)
})

test('two repositories mixed: nothing of one is believed by the root of the other', async () => {
  const [one, other] = [aRepository(), aRepository()]
  await rejectsWithFailure('TAMPERED', /timestamp\.json/, look(other, { pinned: one.pinned }))
  const kept = (await look(other)).kept()
  assert.equal(soundKept(formatKept(kept), one.pinned), null)
  one.files.set('1.targets.json', other.files.get('1.targets.json') as Buffer)
  await rejectsWithFailure('TAMPERED', /targets\.json/, look(one))
})

test('offline grace then freeze alarm: out of reach is no news until what was seen expires', async () => {
  const repository = aRepository()
  const before = (await look(repository)).kept()
  const nowhere = async (): Promise<never> => { throw failure('UNAVAILABLE', 'no way there') }
  const at = (atMs: number): Promise<View> => refresh({ pinned: repository.pinned, atMs, before, repository: nowhere })
  await rejectsWithFailure('UNAVAILABLE', /no way there/, at(Date.parse(momentIn(1)) - 1))
  await rejectsWithFailure('REFUSED', /nothing newer than metadata that expired on 2026-11-22/, at(Date.parse(momentIn(1))))
  await rejectsWithFailure('UNAVAILABLE', /no way there/, refresh({ pinned: repository.pinned, atMs: Date.parse(momentIn(2)), before: null, repository: nowhere }))
})

test('a pinned root must be signed by itself, and may have expired', () => {
  const repository = aRepository()
  repository.roles.root.expires = momentIn(-100)
  repository.publishRoot()
  assert.equal(pinnedRoot(repository.files.get('2.root.json') as Buffer).version, 2)
  assert.throws(() => pinnedRoot(Buffer.from(repository.pinned.toString().replace('2027', '2028'))), /signed by 0 of the keys/)
})
