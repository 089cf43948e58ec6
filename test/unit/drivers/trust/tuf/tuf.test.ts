import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import * as v from 'valibot'
import type { TrustTools } from '../../../../../src/drivers/trust/driver.ts'
import { lookAtSigners, trustOf } from '../../../../../src/drivers/trust/table.ts'
import { durableMemory } from '../../../../../src/drivers/trust/tuf/durable-memory.ts'
import { tuf } from '../../../../../src/drivers/trust/tuf/tuf.ts'
import { pinnedRoot, refresh } from '../../../../../src/formats/tuf/client.ts'
import { findTarget } from '../../../../../src/formats/tuf/find-target.ts'
import { formatKept } from '../../../../../src/formats/tuf/kept.ts'
import { keptName } from '../../../../../src/formats/tuf/names.ts'
import { repositoryAt } from '../../../../../src/formats/tuf/repository.ts'
import { disk } from '../../../../../src/host/disk.ts'
import type { Trust } from '../../../../../src/upgrade/ports.ts'
import { evidenceOf, trustContract } from '../../../../contract/trust.ts'
import { aDirectory } from '../../../../support/a-directory.ts'
import { aRelease, type SignedRelease } from '../../../../support/a-release.ts'
import { aDelegation, aPemTufSigner, aTufSigner, momentIn, TufRepository, tufNowMs } from '../../../../support/a-tuf-repository.ts'
import { rootFiles } from '../../../../support/root-files.ts'
import { rejectsWithFailure, throwsFailure } from '../../../../support/throws.ts'
import { trustTools, type EvidenceWishes, type WatchedEvidence } from '../../../../support/trust-tools.ts'

const metadata = 'https://tuf.example.org/metadata'
const root = '/etc/app-upgrade/jaco.root.json'
const release = aRelease()
const holding = (one: SignedRelease = release): TufRepository => new TufRepository({ [one.artifact]: { bytes: one.bytes } })

/** What the acquiring half keeps of this repository for this release. */
async function keptOf(repository: TufRepository, path: string = release.artifact, atMs = tufNowMs): Promise<Buffer> {
  const view = await refresh({ pinned: repository.pinned, atMs, before: null, repository: repositoryAt(metadata, repository.ask, metadata) })
  await findTarget(view, path)
  return Buffer.from(formatKept(view.kept()))
}

const trusting = (pinned: Buffer, tools: Partial<TrustTools> = {}, settings: object = {}): Trust => tuf.make({ kind: 'tuf', metadata, root, ...settings }, trustTools({ disk: rootFiles({ [root]: pinned }), ...tools }))
async function evidence(repository: TufRepository, wishes: EvidenceWishes = {}, one = release): Promise<WatchedEvidence> {
  return evidenceOf({ ...one, served: new Map() }, { kept: new Map([[keptName(repository.pinned), await keptOf(repository, one.artifact, wishes.atMs)]]), ...wishes })
}

/** As from a shelf, where what was looked up lies among the sidecars. */
const fromShelf = (trust: Trust): Trust => ({ verify: (one) => trust.verify({ ...one, lookedUp: (name, sizeBytesMax) => one.sidecar(name, sizeBytesMax) }) })
const repository = holding()
const name = keptName(repository.pinned)
const beside = (bundle: Buffer): SignedRelease => ({ ...release, served: new Map([[release.artifact, release.bytes], [name, bundle]]) })
trustContract('tuf', () => fromShelf(trusting(repository.pinned)), beside(await keptOf(repository)), beside(await keptOf(holding())))

test('who said it, which root that is now, and until when it counts', async () => {
  const { grounds, expiresAtMs } = await trusting(repository.pinned).verify(await evidence(repository))
  assert.match(grounds[0] ?? '', /^the role .targets. of the repository whose first root is '\/etc\/app-upgrade\/jaco\.root\.json' signed .jaco-v1\.2\.3-linux-amd64\.tar\.gz.; its root is version 1 now$/)
  assert.match(grounds[1] ?? '', /^version 1\.2\.3 is in the signed path/)
  assert.equal(expiresAtMs, Date.parse(momentIn(1)))
})

test('a delegated role and a directory; a custom version must be this one', async () => {
  const delegating = new TufRepository()
  const path = `v1.2.3/${release.artifact}`
  delegating.delegations = [aDelegation('linux', ['*/*'], { [path]: { bytes: release.bytes, custom: { version: '1.2.3' } } })]
  delegating.publish()
  const trust = trusting(delegating.pinned, {}, { target: '{tag}/{artifact}' })
  const kept = new Map([[keptName(delegating.pinned), await keptOf(delegating, path)]])
  assert.match((await trust.verify(await evidence(delegating, { kept }))).grounds[0] ?? '', /^the role .linux. /)
  await rejectsWithFailure('REFUSED', /has no target .jaco-v1\.2\.3/, trusting(delegating.pinned).verify(await evidence(delegating, { kept })))
  const odd = new TufRepository({ [release.artifact]: { bytes: release.bytes, custom: { version: '1.2.4' } } })
  await rejectsWithFailure('REFUSED', /the target's custom version says .1\.2\.4/, trusting(odd.pinned).verify(await evidence(odd)))
})

test('a tampered and an over-long target are TAMPERED; one without sha256 is REFUSED', async () => {
  const changed = Buffer.from(release.bytes)
  changed[20] = (changed[20] ?? 0) ^ 1
  await rejectsWithFailure('TAMPERED', /its sha256 is/, trusting(repository.pinned).verify(await evidence(repository, { bytes: changed })))
  await rejectsWithFailure('TAMPERED', /bytes, and the sha256 was signed for/, trusting(repository.pinned).verify(await evidence(repository, { bytes: Buffer.concat([release.bytes, Buffer.from('x')]) })))
  const other = holding()
  other.edit = (role, body) => (role === 'targets' ? JSON.parse(JSON.stringify(body).replace('"sha256"', '"blake2b-256"')) as object : body)
  other.publish()
  await rejectsWithFailure('REFUSED', /signed without its sha256/, trusting(other.pinned).verify(await evidence(other)))
})

test('the first root is root\'s alone to write, and must be there', async () => {
  await rejectsWithFailure('CONFIG', /does not exist/, tuf.make({ kind: 'tuf', metadata, root }, trustTools({ disk: rootFiles({}) })).verify(await evidence(repository)))
  await rejectsWithFailure('CONFIG', /can be written by others/, tuf.make({ kind: 'tuf', metadata, root }, trustTools({ disk: rootFiles({ [root]: repository.pinned }, { mode: 0o666 }) })).verify(await evidence(repository)))
  // Not a verdict on a release, which a threshold could outvote.
  for (const broken of [Buffer.from('{}'), Buffer.from(repository.pinned.toString().replace('2027', '2028'))]) await rejectsWithFailure('CONFIG', /'\/etc\/app-upgrade\/jaco\.root\.json' cannot be used as a first root/, trusting(broken).verify(await evidence(repository)))
})

/** The applying half: no network, and a memory of its own. */
function applying(t: TestContext): { readonly where: string; readonly tools: Partial<TrustTools> } {
  const where = join(aDirectory(t), 'tuf')
  return { where, tools: { net: null, memory: durableMemory(disk, where) } }
}

test('rollback: what the applying half saw binds it, whatever the other half kept', async (t) => {
  const own = holding()
  const { where, tools } = applying(t)
  const old = await evidence(own)
  own.publish()
  const fresh = await evidence(own)
  assert.ok(await trusting(own.pinned, tools).verify(old))
  assert.ok(await trusting(own.pinned, tools).verify(fresh))
  assert.deepEqual(readdirSync(where), [keptName(own.pinned)])
  assert.equal(statSync(where).mode & 0o777, 0o700)
  const remembered = readFileSync(join(where, keptName(own.pinned)))
  await rejectsWithFailure('REFUSED', /timestamp\.json.* is version 1, and version 2 was seen here before/, trusting(own.pinned, tools).verify(old))
  assert.deepEqual(readFileSync(join(where, keptName(own.pinned))), remembered)
  // The half that only looks, and the acquiring half, have no such memory.
  assert.ok(await trusting(own.pinned).verify(old))
})

test('a root that was revoked after the release was acquired is not believed by who saw the newer one', async (t) => {
  const own = holding()
  const { tools } = applying(t)
  const stolen = await evidence(own)
  const old = [...own.roles.root.signers]
  for (const role of ['root', 'timestamp', 'snapshot', 'targets'] as const) own.roles[role].signers = [aTufSigner()]
  own.publishRoot(old)
  own.publish()
  assert.ok(await trusting(own.pinned, tools).verify(await evidence(own)))
  await rejectsWithFailure('TAMPERED', /timestamp\.json.* signed by 0/, trusting(own.pinned, tools).verify(stolen))
})

test('F37 local metadata edited between runs is REFUSED by the applying half, and stays as it is', async (t) => {
  const { where, tools } = applying(t)
  await trusting(repository.pinned, tools).verify(await evidence(repository))
  const path = join(where, name)
  for (const edited of [readFileSync(path, 'utf8').replace('\\"version\\": 1', '\\"version\\": 0'), '{', '']) {
    writeFileSync(path, edited)
    await rejectsWithFailure('REFUSED', /what this host remembers of the repository is damaged/, trusting(repository.pinned, tools).verify(await evidence(repository)))
    assert.equal(readFileSync(path, 'utf8'), edited)
  }
})

test('freeze: what was kept counts until it expires, and a clock that went back counts for nothing', async () => {
  await rejectsWithFailure('REFUSED', /timestamp\.json.* expired on 2026-11-22/, trusting(repository.pinned).verify(evidenceOf({ ...release, served: new Map() }, { atMs: Date.parse(momentIn(1)), kept: new Map([[name, await keptOf(repository)]]) })))
  // Clock back: before a moment that is known to have passed, nobody can say what has expired (F25).
  const trust = trustOf([{ kind: 'tuf', metadata, root }], trustTools({ disk: rootFiles({ [root]: repository.pinned }) }), { threshold: null, expiry: 'required', notBefore: [{ atMs: Date.parse(momentIn(10)), what: 'this was seen', recordedIn: null }] })
  await rejectsWithFailure('REFUSED', /the clock of this host says 2026-11-21/, trust.verify(await evidence(repository)))
})

test('two repositories mixed: what was kept of one is not even looked for under the other root', async () => {
  const other = holding()
  await rejectsWithFailure('UNAVAILABLE', /there is no network here/, trusting(other.pinned).verify(await evidence(repository)))
  const renamed = evidenceOf({ ...release, served: new Map() }, { kept: new Map([[keptName(other.pinned), await keptOf(repository)]]) })
  await rejectsWithFailure('TAMPERED', /timestamp\.json/, trusting(other.pinned).verify(renamed))
  assert.equal(pinnedRoot(other.pinned).version, 1)
})

test('C20 a copy of the first root under another name is the same repository, and a key of both kinds is one key', async () => {
  const other = '/etc/app-upgrade/other.root.json'
  const tools = trustTools({ disk: rootFiles({ [root]: repository.pinned, [other]: repository.pinned }) })
  await rejectsWithFailure('CONFIG', /would count twice/, lookAtSigners([{ kind: 'tuf', metadata, root }, { kind: 'tuf', metadata, root: other }, { kind: 'minisign', keys: [release.keyLine] }], tools, { threshold: 2 }))
  const shared = holding()
  const signer = aPemTufSigner('ecdsa-sha2-nistp256')
  shared.roles.targets.signers = [signer]
  shared.publishRoot()
  const pem = (signer.json['keyval'] as { public: string }).public
  const both = [{ kind: 'tuf', metadata, root }, { kind: 'ecdsa', keys: [pem] }, { kind: 'minisign', keys: [release.keyLine] }] as const
  await rejectsWithFailure('CONFIG', /would count twice/, lookAtSigners(both, trustTools({ disk: rootFiles({ [root]: shared.files.get('2.root.json') as Buffer }) }), { threshold: 2 }))
  await lookAtSigners(both, trustTools({ disk: rootFiles({ [root]: repository.pinned }) }), { threshold: 2 })
})

test('one repository must not be two reasons; settings that check less than they seem to are refused', () => {
  const one = { kind: 'tuf', metadata, root }
  throwsFailure('CONFIG', /would count twice/, () => trustOf([one, one, { ...one, root: '/other' }], trustTools(), { threshold: 2, expiry: 'honoured', notBefore: [] }))
  const fault = (settings: object): string => v.safeParse(tuf.schema, { ...one, ...settings }).issues?.[0]?.message ?? ''
  assert.equal(fault({}), '')
  assert.match(fault({ metadata: 'http://tuf.example.org' }), /https/)
  assert.match(fault({ metadata: 'https://a:b@tuf.example.org' }), /plain address/)
  assert.match(fault({ root: 'root.json' }), /whole path/)
  assert.match(fault({ target: '{tag}' }), /must end with/)
})
