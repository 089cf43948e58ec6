import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cosign } from '../../../../../src/drivers/trust/cosign/cosign.ts'
import { trustOf } from '../../../../../src/drivers/trust/table.ts'
import { failure, isFailure } from '../../../../../src/errors.ts'
import { makeNet } from '../../../../../src/host/net.ts'
import type { Statement, Trust } from '../../../../../src/upgrade/ports.ts'
import { evidenceOf, trustContract } from '../../../../contract/trust.ts'
import { aRekor } from '../../../../support/a-rekor.ts'
import { aRelease, sha256Of, type ReleaseWishes, type SignedRelease } from '../../../../support/a-release.ts'
import { aKeylessRelease, aPairRelease, type PairWishes } from '../../../../support/a-signed-release.ts'
import { aSigstore, type BundleJson, githubIssuer, type SignWishes, workflow } from '../../../../support/a-sigstore.ts'
import { rootFiles } from '../../../../support/root-files.ts'
import { rejectsWithFailure, throwsFailure } from '../../../../support/throws.ts'
import { trustTools } from '../../../../support/trust-tools.ts'

const [sigstore, otherSigstore] = await Promise.all([aSigstore(), aSigstore()])
const tools = trustTools({ disk: rootFiles({ '/etc/root.json': sigstore.root }) })
const keyless = { kind: 'cosign', identities: [`${workflow}@refs/tags/{tag}`], issuer: githubIssuer, trusted_root: '/etc/root.json' }
type Settings = Readonly<Record<string, unknown>>
const trusting = (settings: Settings = {}): Trust => cosign.make({ ...keyless, ...settings }, tools)
const believe = async (wishes: SignWishes = {}, settings: Settings = {}, what: ReleaseWishes = {}): Promise<Statement> => trusting(settings).verify(evidenceOf(await aKeylessRelease(sigstore, wishes, what)))
const list = { signs: 'SHA256SUMS' }

const [good, stranger] = [await aKeylessRelease(sigstore), await aKeylessRelease(otherSigstore)]
const only = (release: SignedRelease, ...names: readonly string[]): SignedRelease => ({ ...release, served: new Map([...release.served].filter(([name]) => names.includes(name))) })
trustContract('cosign, the artifact', trusting, only(good, good.artifact, `${good.artifact}.sigstore.json`), stranger)
trustContract('cosign, a list', () => trusting(list), only(good, good.artifact, 'SHA256SUMS', 'SHA256SUMS.sigstore.json'), stranger)

test('V17 a keyless release: who signed it, where that is logged, and by what it is this version', async () => {
  const { grounds } = await believe()
  assert.equal(grounds.length, 4)
  assert.match(grounds[0] ?? '', /^jaco-v1\.2\.3-linux-amd64\.tar\.gz was signed by 'https:\/\/github\.com\/acme\/jaco\/.*@refs\/tags\/v1\.2\.3', for whom 'https:\/\/token\.actions\.githubusercontent\.com' vouches$/)
  assert.match(grounds[1] ?? '', /^entry \d+ of the transparency log rekor\.example, of 20\d\d-\d\d-\d\dT.*Z, is proven to be in it$/)
  assert.match(grounds[2] ?? '', /^version 1\.2\.3 is in the certificate's tag '1\.2\.3'$/)
})

test('C32 every generation of bundles, over the artifact and over a list', async () => {
  for (const settings of [{}, list]) for (const wishes of [{ mediaType: '0.1' }, { mediaType: '0.2' }, {}, { log: 'v2' }] as const) assert.equal((await believe(wishes, settings)).sha256, good.sha256)
})

test('F37 without a trusted root nothing is believed', async () => {
  await rejectsWithFailure('CONFIG', /'\/etc\/none\.json' does not exist/, believe({}, { trusted_root: '/etc/none.json' }))
})

test('C30 C31 against the public instance a strange bundle is TAMPERED, and the root is named', async () => {
  await rejectsWithFailure('TAMPERED', /^the built-in root of the public Sigstore instance has no transparency log with the id/, believe({}, { trusted_root: undefined }))
})

for (const [name, identity] of [
  ['C01 a version that begins alike', `${workflow}@refs/tags/v1.2.30`], ['C04 the identity inside a longer one', `https://evil.example/?u=${workflow}@refs/tags/v1.2.3`],
  ['C08 a fork with the same workflow', `${workflow.replace('acme', 'mallory')}@refs/tags/v1.2.3`], ['C09 another workflow of the repository', `${workflow.replace('release.yml', 'test.yml')}@refs/tags/v1.2.3`],
] as const) test(`${name} is TAMPERED, and nothing is fetched`, async () => {
  const evidence = evidenceOf(await aKeylessRelease(sigstore, { identity }))
  await rejectsWithFailure('TAMPERED', /it was signed by '.*', and not by 'https:\/\/github\.com\/acme\/jaco\/.*\{tag\}'/, trusting().verify(evidence))
  assert.ok(!evidence.asked.includes('digest'))
})

test('C05 another issuer is TAMPERED', async () => {
  await rejectsWithFailure('TAMPERED', /vouched for by 'https:\/\/accounts\.evil\.example', and not by 'https:\/\/token/, believe({ issuer: 'https://accounts.evil.example' }))
  await rejectsWithFailure('TAMPERED', /vouched for by/, believe({ issuer: `${githubIssuer}/acme` }))
})

test('C07 issuers that disagree are TAMPERED', async () => {
  await rejectsWithFailure('TAMPERED', /contradicts itself/, believe({ oldIssuer: 'https://evil.example' }))
})

const branch = { identity: `${workflow}@refs/heads/main`, ref: 'refs/heads/main' }
test('C10 a branch is REFUSED, also where its identity is trusted and the list names the version', async () => {
  for (const settings of [{}, list]) await rejectsWithFailure('REFUSED', /built from 'refs\/heads\/main', which is no tag/, believe(branch, { ...settings, identities: [branch.identity] }))
  assert.match((await believe(branch, { identities: [branch.identity], version: 'unsigned' })).grounds.join('\n'), /nobody signed/)
  assert.match((await believe(branch, { ...list, identities: [branch.identity], version: 'unsigned' })).grounds.join('\n'), /is in the signed name/)
})

const older = { identity: `${workflow}@refs/tags/v1.2.2`, ref: 'refs/tags/v1.2.2' }
test('C11 V17 the tag of another version is REFUSED, whatever the pattern lets through', async () => {
  const settings = { identities: [], identity_patterns: [String.raw`^https://github\.com/acme/jaco/\.github/workflows/release\.yml@refs/tags/v[0-9]+\.[0-9]+\.[0-9]+.*$`] }
  assert.ok(await believe({}, settings))
  for (const version of ['signed', 'unsigned']) await rejectsWithFailure('REFUSED', /nothing signed says that this is version 1\.2\.3: the certificate's tag says '1\.2\.2'/, believe(older, { ...settings, version }))
  await rejectsWithFailure('TAMPERED', /names the refs 'refs\/tags\/v1\.2\.3' and 'refs\/tags\/v1\.2\.2'/, believe({ ref: 'refs/tags/v1.2.2' }, settings))
})

test('C12 a workflow that was run for another repository is TAMPERED, unless that one is named', async () => {
  const reusable = { identity: 'https://github.com/acme/ci/.github/workflows/sign.yml@refs/heads/main' }
  await rejectsWithFailure('TAMPERED', /was run for another repository, 'https:\/\/github\.com\/acme\/jaco'/, believe(reusable, { identities: [reusable.identity] }))
  assert.ok(await believe(reusable, { identities: [reusable.identity], repository: 'https://github.com/acme/jaco' }))
  await rejectsWithFailure('TAMPERED', /the repository of the signing run is 'https:\/\/github\.com\/mallory\/jaco'/, believe({ ...reusable, repository: 'https://github.com/mallory/jaco' }, { identities: [reusable.identity], repository: 'https://github.com/acme/jaco' }))
})

test('C13 C14 C15 what else is demanded of the run is compared whole, and its absence is no yes', async () => {
  const demanded = { repository_id: '4711', owner_id: '42', trigger: 'push', runner: 'github-hosted' }
  assert.ok(await believe({}, demanded))
  const others = [[{ repositoryId: '47110' }, /repository's number .* '47110', and not '4711'/], [{ ownerId: '7' }, /owner's number/], [{ trigger: 'pull_request' }, /the trigger .* 'pull_request', and not 'push'/], [{ runner: 'self-hosted' }, /the runner/], [{ runner: null }, /the runner of the signing run is not said/]] as const
  for (const [claims, message] of others) await rejectsWithFailure('TAMPERED', message, believe(claims, demanded))
})

test('C14 a pull request is REFUSED even where a pattern lets it through', async () => {
  const settings = { identities: [], identity_patterns: [String.raw`^https://github\.com/acme/jaco/\.github/workflows/release\.yml@.*$`] }
  await rejectsWithFailure('REFUSED', /built from 'refs\/pull\/7\/merge'/, believe({ identity: `${workflow}@refs/pull/7/merge`, ref: 'refs/pull/7/merge', trigger: 'pull_request' }, settings))
})

test('V17 rotation: one of several identities is enough, exact or as a pattern', async () => {
  const moved = [`${workflow.replace('acme', 'thewattlabs')}@refs/tags/{tag}`, `${workflow}@refs/tags/v{version}`]
  assert.ok(await believe({}, { identities: moved }))
  assert.ok(await believe({}, { identities: [moved[0]], identity_patterns: [String.raw`^https://github\.com/acme/.*@refs/tags/{tag}$`] }))
  await rejectsWithFailure('TAMPERED', /and not by '.*thewattlabs.*' or '/, believe({}, { identities: [moved[0], 'release@acme.example'] }))
})

test('tags of several programs in one repository, and tags without v', async () => {
  const tagged = (tag: string): SignWishes => ({ identity: `${workflow}@refs/tags/${tag}`, ref: `refs/tags/${tag}` })
  assert.ok(await believe(tagged('1.2.3')))
  assert.ok(await believe(tagged('jaco-v1.2.3'), { tag: 'jaco-{tag}' }))
  await rejectsWithFailure('TAMPERED', /it was signed by/, believe(tagged('other-v1.2.3'), { tag: 'jaco-{tag}' }))
  await rejectsWithFailure('REFUSED', /which is a tag of another kind/, believe(tagged('nightly'), { identities: [`${workflow}@refs/tags/nightly`] }))
  assert.ok(await believe(tagged('nightly'), { identities: [`${workflow}@refs/tags/nightly`], version: 'unsigned' }))
})

test("a person's certificate says no version: a signed name must", async () => {
  const person = { identity: 'https://acme.example/releases', ref: null, repository: null }
  await rejectsWithFailure('REFUSED', /nothing signed says that this is version/, believe(person, { identities: [person.identity] }))
  assert.match((await believe(person, { ...list, identities: [person.identity] })).grounds.join('\n'), /in the signed name/)
})

test('C19 a bundle of another file is TAMPERED, before and after its bytes are read', async () => {
  const served = new Map([[`${good.artifact}.sigstore.json`, await sigstore.bundle(Buffer.from('other'))]])
  await rejectsWithFailure('TAMPERED', /its sha256 is .*, the signed one/, trusting().verify(evidenceOf(good, { served })))
  // The log's entry and the digest are right, the signature is one over something else.
  const lying = new Map([[`${good.artifact}.sigstore.json`, await sigstore.bundle(Buffer.from('other'), { digestOf: good.bytes })]])
  await rejectsWithFailure('TAMPERED', /the signature is not one over/, trusting().verify(evidenceOf(good, { served: lying })))
})

test('C19 a signature over this list that stands in the log as one over another is TAMPERED', async () => {
  const sums = good.served.get('SHA256SUMS') ?? Buffer.from('')
  const served = new Map([...good.served, ['SHA256SUMS.sigstore.json', await sigstore.bundle(sums, { digestOf: Buffer.from('other') })]])
  await rejectsWithFailure('TAMPERED', /'SHA256SUMS' is not what its publisher signed/, trusting(list).verify(evidenceOf(good, { served })))
})

test('content that is not what was digested is TAMPERED', async () => {
  const evidence = { ...evidenceOf(good), digest: async () => Promise.resolve({ sha256: 'a'.repeat(64), sizeBytes: 1 }) }
  await rejectsWithFailure('TAMPERED', /its sha256 is a{64}/, trusting().verify(evidence))
})

const detached = { signature: '{artifact}.sig', certificate: '{artifact}.cert' }
const byPair = async (wishes: PairWishes, settings: Settings = {}, status?: number): Promise<{ statement: Promise<Statement>; kept: () => ReadonlyMap<string, Uint8Array>; release: SignedRelease }> => {
  const release = await aPairRelease(sigstore, wishes)
  const rekor = await aRekor(sigstore.log).serve(status)
  const kept = new Map<string, Uint8Array>()
  const evidence = evidenceOf(release)
  const trust = cosign.make({ ...keyless, ...detached, rekor: rekor.url, ...settings }, { ...tools, net: makeNet() })
  const statement = trust.verify({ ...evidence, lookedUp: async (name, max, lookUp) => {
    const bytes = await evidence.lookedUp(name, max, lookUp)
    kept.set(name, bytes)
    return bytes
  } })
  await Promise.allSettled([statement])
  await rekor.close()
  return { statement, kept: () => kept, release }
}

test('C16 V17 .sig and .cert, as PEM and as base64 of PEM: the log is asked for the proof, and what it said is kept', async () => {
  for (const spelling of ['base64 of PEM', 'PEM'] as const) {
    const { statement, kept, release } = await byPair({ spelling })
    assert.match((await statement).grounds.join('\n'), /entry \d+ of the transparency log rekor\.example, of .*, is proven to be in it/)
    // The other half has no network: it is given what was kept, and checks all of it again.
    const trust = cosign.make({ ...keyless, ...detached }, tools)
    assert.equal((await trust.verify(evidenceOf(release, { kept: kept() }))).sha256, release.sha256)
    assert.deepEqual([...kept().keys()], [`${release.artifact}.sig.rekor.json`])
    await rejectsWithFailure('UNAVAILABLE', /there is no network here/, trust.verify(evidenceOf(release)))
  }
})

test('C16 V17 never without the log: not in it (cosign: "valid signature with expired certificate, no Rekor"), unreachable, or busy', async () => {
  await rejectsWithFailure('REFUSED', /the transparency log knows of no such signature/, (await byPair({ log: 'unlogged' })).statement)
  await rejectsWithFailure('UNAVAILABLE', /answered with status 503/, (await byPair({}, {}, 503)).statement)
  await rejectsWithFailure('UNAVAILABLE', /./, (await byPair({}, { rekor: 'http://127.0.0.1:1' })).statement)
})

test('V17 C23 several entries in the log (cosign: "multiple rekor entries"): the earliest that verifies; "bad rekor integrated time" does not', async () => {
  const now = Date.now()
  const { grounds } = await (await byPair({ loggedAtMs: [now + 3_600_000, now + 120_000, now + 60_000, now - 3_600_000] })).statement
  assert.match(grounds.join('\n'), new RegExp(`of ${new Date(Math.floor((now + 60_000) / 1000) * 1000).toISOString().replaceAll('.', '\\.')}`))
  await rejectsWithFailure('TAMPERED', /do not hold/, (await byPair({ loggedAtMs: [now + 3_600_000] })).statement)
})

test('V17 cosign: "Mismatched certificate issuer", and a strange name: refused before the artifact is fetched or the log asked', async () => {
  for (const claims of [{ identity: `${workflow.replace('acme', 'mallory')}@refs/tags/v1.2.3` }, { issuer: 'https://evil.example' }, { ref: 'refs/tags/v1.2.2' }]) {
    const evidence = evidenceOf(await aPairRelease(sigstore, claims))
    const trust = cosign.make({ ...keyless, ...detached }, { ...tools, net: { get: () => Promise.reject(failure('IO', 'asked')), ask: () => Promise.reject(failure('IO', 'asked')) } })
    await rejectsWithFailure('TAMPERED', /signed by|vouched for|contradicts/, trust.verify(evidence))
    assert.ok(!evidence.asked.some((name) => name === 'digest' || name.startsWith('look up')))
  }
})

test('C11 the tag of another version is REFUSED before the artifact is fetched or the log asked', async () => {
  const evidence = evidenceOf(await aPairRelease(sigstore, older))
  await rejectsWithFailure('REFUSED', /the certificate's tag says '1\.2\.2'/, cosign.make({ ...keyless, ...detached }, tools).verify(evidence))
  assert.deepEqual(evidence.asked.filter((name) => name === 'digest' || name.startsWith('look up')), [])
})

test('V17 cosign: "Mismatched cert/sig", and "Explicit Fulcio mismatched chain failure"', async () => {
  const [one, two, strange] = [await aPairRelease(sigstore), await aPairRelease(sigstore), await aPairRelease({ ...otherSigstore, log: sigstore.log })]
  // What each of the three entered into the log, in this order.
  const [, entryOfTwo, entryOfStrange] = sigstore.log.bodies.slice(-3).map((body) => JSON.parse(body.toString()) as object)
  const kept = (entry: object | undefined): ReadonlyMap<string, Uint8Array> => new Map([[`${one.artifact}.sig.rekor.json`, aRekor(sigstore.log).answer(Buffer.from(JSON.stringify({ entries: [entry] })))]])
  const mixed = new Map([...one.served, [`${one.artifact}.cert`, two.served.get(`${two.artifact}.cert`) ?? Buffer.from('')]])
  const trust = cosign.make({ ...keyless, ...detached }, tools)
  await rejectsWithFailure('TAMPERED', /do not hold/, trust.verify(evidenceOf(one, { served: mixed, kept: kept(entryOfTwo) })))
  await rejectsWithFailure('TAMPERED', /do not hold/, trust.verify(evidenceOf(strange, { kept: kept(entryOfStrange) })))
})

async function attested(digest: string, predicateType = 'https://slsa.dev/provenance/v1'): Promise<SignedRelease> {
  const release = aRelease()
  const payload = Buffer.from(JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', predicateType, subject: [{ name: 'other', digest: { sha256: 'b'.repeat(64) } }, { name: release.artifact, digest: { sha256: digest } }], predicate: {} }))
  return { ...release, served: new Map([[`${release.artifact}.sigstore.json`, await sigstore.attestation(payload)]]) }
}

test('C24 C25 C26 an attestation: its subject of this name has this digest, and it states what is asked for', async () => {
  const { sha256 } = aRelease()
  const settings = { attestation: 'https://slsa.dev/provenance/v1' }
  assert.equal((await trusting(settings).verify(evidenceOf(await attested(sha256)))).sha256, sha256)
  await rejectsWithFailure('TAMPERED', /is not what its publisher signed/, trusting(settings).verify(evidenceOf(await attested('c'.repeat(64)))))
  await rejectsWithFailure('REFUSED', /states 'https:\/\/other'/, trusting(settings).verify(evidenceOf(await attested(sha256, 'https://other'))))
  await rejectsWithFailure('REFUSED', /is an attestation, and a plain signature is expected/, trusting().verify(evidenceOf(await attested(sha256))))
  await rejectsWithFailure('REFUSED', /an attestation is expected/, trusting(settings).verify(evidenceOf(good)))
})

test('C24 an attestation of a list: the list has this digest', async () => {
  const settings = { ...list, attestation: 'https://slsa.dev/provenance/v1' }
  const sums = good.served.get('SHA256SUMS') ?? Buffer.from('')
  const attestedList = async (digest: string): Promise<Statement> => {
    const payload = Buffer.from(JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', predicateType: settings.attestation, subject: [{ name: 'SHA256SUMS', digest: { sha256: digest } }] }))
    return trusting(settings).verify(evidenceOf(good, { served: new Map([...good.served, ['SHA256SUMS.sigstore.json', await sigstore.attestation(payload)]]) }))
  }
  assert.equal((await attestedList(sha256Of(sums))).sha256, good.sha256)
  await rejectsWithFailure('TAMPERED', /'SHA256SUMS' is not what its publisher signed/, attestedList('c'.repeat(64)))
})

test('C20 one identity in two tables is not two reasons', () => {
  throwsFailure('CONFIG', /the same key or identity stands in two/, () => trustOf([keyless, { ...keyless, signs: 'SHA256SUMS' }, { ...keyless, identities: ['x'] }], tools, { threshold: 2, expiry: 'honoured', notBefore: [] }))
})

test('doctor is told of a publisher who signs no version', () => {
  assert.deepEqual([cosign.doubts?.(keyless).length, cosign.doubts?.({ ...keyless, version: 'unsigned' }).length], [0, 1])
})

test('F36 whatever a bundle is broken into, it is a failure and never a yes', async () => {
  const bundle = JSON.parse((good.served.get(`${good.artifact}.sigstore.json`) ?? Buffer.from('{}')).toString()) as BundleJson
  for (const broken of everyLoss(bundle)) {
    const served = new Map([[`${good.artifact}.sigstore.json`, Buffer.from(JSON.stringify(broken))]])
    const [outcome] = await Promise.allSettled([trusting().verify(evidenceOf(good, { served }))])
    assert.ok(outcome.status === 'rejected' && isFailure(outcome.reason) && /^(?:DATA|REFUSED|TAMPERED)$/.test(outcome.reason.code), JSON.stringify(outcome))
  }
})

/** The bundle without each of its parts that matters, one at a time. `rootHash`, `treeSize`, `hint` are repeated elsewhere, signed. */
function everyLoss(json: object, skip = new Set(['rootHash', 'treeSize', 'timestampVerificationData', 'rfc3161Timestamps', 'algorithm'])): readonly object[] {
  return Object.entries(json).flatMap(([key, value]: [string, unknown]) => {
    if (skip.has(key)) return []
    const without = Object.fromEntries(Object.entries(json).filter(([other]) => other !== key))
    const inner = typeof value === 'object' && value !== null ? everyLoss(value) : []
    const back = (one: object): object => ({ ...json, [key]: Array.isArray(value) ? Object.values(one) : one })
    return [...(Array.isArray(json) ? [] : [without, { ...json, [key]: 7 }]), ...inner.map(back)]
  })
}
