import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseChecksums } from '../../../src/formats/checksums/checksums.ts'
import { parseManifest } from '../../../src/formats/manifest/manifest.ts'
import type { ManifestWanted } from '../../../src/publish/manifest-with.ts'
import { publishRelease, type ReleaseStores, type ReleaseWanted } from '../../../src/publish/release.ts'
import { aMinisignSigner } from '../../support/a-minisign-signer.ts'
import { aStore, aWorkplace, type MemoryStore, publishTools, type Workplace } from '../../support/a-publisher.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const signer = aMinisignSigner()
const [amd, arm] = ['acme-v2.0.0-linux-amd64.tar.gz', 'acme-v2.0.0-linux-arm64.tar.gz'] as const
const manifest: ManifestWanted = { name: 'manifest.json', prefix: 'v2.0.0/', baseUrl: null, channel: null }

function wanted(work: Workplace, wishes: Partial<ReleaseWanted> = {}): ReleaseWanted {
  const artifacts = [arm, amd].map((name) => work.write(`dist/${name}`, name))
  return { artifacts, version: 'v2.0.0', bestBeforeMs: null, comment: null, onto: 'nothing', manifest: null, sign: (message, trustedComment) => signer.sign(message, { trustedComment }), signPlainly: null, ...wishes }
}
function stores(there: MemoryStore | null = null): ReleaseStores & { readonly here: MemoryStore; readonly manifests: MemoryStore } {
  return { here: aStore('here'), manifests: aStore('manifests'), there }
}
const manifestIn = (store: MemoryStore) => parseManifest(store.held.get('manifest.json') ?? Buffer.from(''), 'manifest')

test('what readers ask for first is put last: artifacts, list, signature, manifest, and only then is it shown', async (t) => {
  const there = aStore('there')
  const all = stores(there)
  const report = await publishRelease(wanted(aWorkplace(t), { manifest, bestBeforeMs: Date.UTC(2027, 0, 1) }), all, publishTools())
  assert.deepEqual(all.here.order, [arm, amd, 'BEST-BEFORE-2027-01-01', 'SHA256SUMS', 'SHA256SUMS.minisig'])
  assert.deepEqual(all.manifests.order, ['manifest.json'])
  assert.deepEqual(there.order, [...all.here.order.map((name) => `v2.0.0/${name}`), 'manifest.json', 'finish'])
  assert.deepEqual([report.signed, report.channel, report.where, report.files.map((one) => one.name)], ['yes', 'stable', ['here', 'there'], all.here.order])
})

test('the list names every file, and the signature names the list, the version and the day', async (t) => {
  const all = stores()
  await publishRelease(wanted(aWorkplace(t), { bestBeforeMs: Date.UTC(2027, 0, 1), comment: 'hello' }), all, publishTools())
  const list = parseChecksums(all.here.held.get('SHA256SUMS') ?? Buffer.from(''), 'SHA256SUMS')
  assert.deepEqual(list.entries.map((entry) => entry.name), ['BEST-BEFORE-2027-01-01', amd, arm])
  assert.match(all.here.held.get('SHA256SUMS.minisig')?.toString() ?? '', /^trusted comment: timestamp:1795262400\tfile:SHA256SUMS\thashed\tversion:v2\.0\.0\texpires:1798761600\thello$/m)
})

test('without a key nothing is signed, and nobody is told otherwise', async (t) => {
  const all = stores()
  const report = await publishRelease(wanted(aWorkplace(t), { sign: null, manifest }), all, publishTools())
  assert.equal(report.signed, 'no')
  assert.ok(!all.here.held.has('SHA256SUMS.minisig'))
  assert.deepEqual(manifestIn(all.manifests).releases[0]?.sidecars.map((one) => one.name), ['SHA256SUMS'])
})

test('addresses are relative to the manifest, or below a base', async (t) => {
  const all = stores()
  await publishRelease(wanted(aWorkplace(t), { manifest }), all, publishTools())
  assert.equal(manifestIn(all.manifests).releases[0]?.artifacts[0]?.url, `v2.0.0/${arm}`)
  const based = stores()
  await publishRelease(wanted(aWorkplace(t), { manifest: { ...manifest, baseUrl: 'https://dl.example.org/acme/' } }), based, publishTools())
  assert.equal(manifestIn(based.manifests).releases[0]?.sidecars[0]?.url, 'https://dl.example.org/acme/SHA256SUMS')
})

test('P9 a pre-release is in no channel unless somebody says so', async (t) => {
  const all = stores()
  const files = (work: Workplace): readonly string[] => [work.write('acme-2.1.0-rc.1-linux-amd64.gz', 'x')]
  assert.equal((await publishRelease(wanted(aWorkplace(t), { version: '2.1.0-rc.1', artifacts: files(aWorkplace(t)), manifest }), all, publishTools())).channel, null)
  assert.deepEqual([manifestIn(all.manifests).channels, manifestIn(all.manifests).latestStable], [{}, null])
  const beta = stores()
  assert.equal((await publishRelease(wanted(aWorkplace(t), { version: '2.1.0-rc.1', artifacts: files(aWorkplace(t)), manifest: { ...manifest, channel: 'beta' } }), beta, publishTools())).channel, 'beta')
})

test('a manifest that refuses is found out before anything is put anywhere', async (t) => {
  const there = aStore('there')
  const all = stores(there)
  all.manifests.held.set('manifest.json', Buffer.from('{"schema_version":1,"releases":[{"version":"2.0.0"}]}'))
  await rejectsWithFailure('REFUSED', /in the manifest already/, publishRelease(wanted(aWorkplace(t), { manifest }), all, publishTools()))
  const other = stores(there)
  there.held.set('manifest.json', Buffer.from('{"schema_version":1,"releases":[{"version":"1.9.0"}]}'))
  await rejectsWithFailure('REFUSED', /the manifest at there lists '1\.9\.0'/, publishRelease(wanted(aWorkplace(t), { manifest }), other, publishTools()))
  assert.deepEqual([...all.here.order, ...other.here.order, ...there.order], [])
})

test('an upload that fails half-way shows nobody anything, and can be tried again', async (t) => {
  const there = aStore('there')
  there.fails = 'v2.0.0/SHA256SUMS'
  const [all, work] = [stores(there), aWorkplace(t)]
  await assert.rejects(publishRelease(wanted(work, { manifest }), all, publishTools()), /cannot be put/)
  assert.deepEqual(there.order, [`v2.0.0/${arm}`, `v2.0.0/${amd}`])
  there.fails = null
  await publishRelease(wanted(work, { manifest }), all, publishTools())
  assert.deepEqual(there.order.slice(-2), ['manifest.json', 'finish'])
})

test('files of another version, none at all and too many are refused', async (t) => {
  const work = aWorkplace(t)
  const refused = (artifacts: readonly string[], message: RegExp) => rejectsWithFailure('USAGE', message, publishRelease(wanted(work, { artifacts }), stores(), publishTools()))
  await refused([], /no artifact was named/)
  await refused([work.write('acme-v1.9.0-linux-amd64.tar.gz', 'x')], /names another version than v2\.0\.0/)
  await refused([work.write('BEST-BEFORE-2030-01-01', '')], /is no artifact/)
  await refused(Array.from({ length: 501 }, () => work.path('x')), /at most 500 artifacts/)
  await refused([work.write('a/acme', 'x'), work.write('b/acme', 'x')], /two artifacts are called 'acme'/)
})

test('an unsigned list is not laid beside a signature that was made for another one', async (t) => {
  const all = stores()
  all.here.held.set('SHA256SUMS.minisig', Buffer.from('old'))
  await rejectsWithFailure('REFUSED', /there is a SHA256SUMS\.minisig in here, and this list would not be signed so/, publishRelease(wanted(aWorkplace(t), { sign: null }), all, publishTools()))
  assert.deepEqual(all.here.order, [])
})

test('nor where it is uploaded to: the old signature would be of another list there, too', async (t) => {
  const there = aStore('there')
  const all = stores(there)
  there.held.set('v2.0.0/SHA256SUMS.sig', Buffer.from('old'))
  await rejectsWithFailure('REFUSED', /there is a SHA256SUMS\.sig in there, and this list would not be signed so/, publishRelease(wanted(aWorkplace(t), { manifest, onto: 'anything' }), all, publishTools()))
  assert.deepEqual([...all.here.order, ...there.order], [])
})

test('a second signature is put after the list, too, and is in the manifest; one of its kind alone is enough to be signed', async (t) => {
  const all = stores()
  const { signed } = await publishRelease(wanted(aWorkplace(t), { sign: null, signPlainly: () => Buffer.from('sig\n'), manifest }), all, publishTools())
  assert.deepEqual([signed, all.here.order.slice(-2)], ['yes', ['SHA256SUMS', 'SHA256SUMS.sig']])
  assert.deepEqual(manifestIn(all.manifests).releases[0]?.sidecars.map((one) => one.name), ['SHA256SUMS', 'SHA256SUMS.sig'])
  await rejectsWithFailure('REFUSED', /there is a SHA256SUMS\.sig in here/, publishRelease(wanted(aWorkplace(t)), all, publishTools()))
})
