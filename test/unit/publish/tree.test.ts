import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { statSync, symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { parsePublicKey, parseSignature, verifyMinisign } from '../../../src/formats/minisign/minisign.ts'
import { parseReleaseJson } from '../../../src/formats/manifest/release-json.ts'
import { publishTree, type TreeReport, type TreeWanted } from '../../../src/publish/tree.ts'
import { aMinisignSigner } from '../../support/a-minisign-signer.ts'
import { aWorkplace, publishTools, type Workplace } from '../../support/a-publisher.ts'
import { sha256Of } from '../../support/a-release.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const never = new AbortController().signal
const testing = '12a61f4e173fb3a11c05d6471f74728f76231b4a5fcd9667cef3af87a3ae4dc2'
const published = (work: Workplace, wanted: Partial<TreeWanted> = {}, tools = publishTools()): Promise<TreeReport> => publishTree({
  binary: work.path('acme'), version: '0.7.0', os: 'linux', architecture: 'amd64', repository: work.path('repo'), keep: 'compressed', onto: 'nothing', sign: null, ...wanted,
}, tools, never)
const aRepository = (t: Parameters<typeof aWorkplace>[0]): Workplace => {
  const work = aWorkplace(t)
  work.write('acme', 'testing\n', 0o755)
  work.write('repo/index.html', '')
  return work
}
const folder = 'repo/0.7.0/linux/amd64'

test('the tree is the one of the original, down to the bytes and modes', async (t) => {
  const work = aRepository(t)
  const report = await published(work)
  assert.deepEqual(work.list('repo/0.7.0'), ['linux/amd64/acme-linux-amd64-0.7.0.bz2', 'linux/amd64/release.json'])
  assert.equal(work.read(`${folder}/release.json`), `{"binary":"acme-linux-amd64-0.7.0.bz2","hash":"${testing}"}`)
  assert.equal(execFileSync('bzip2', ['-dc', work.path(`${folder}/acme-linux-amd64-0.7.0.bz2`)], { encoding: 'utf8' }), 'testing\n')
  for (const name of work.list('repo/0.7.0')) assert.equal(statSync(work.path(`repo/0.7.0/${name}`)).mode & 0o777, 0o644)
  for (const name of ['repo/0.7.0', 'repo/0.7.0/linux', folder]) assert.equal(statSync(work.path(name)).mode & 0o777, 0o755)
  assert.deepEqual(report.files, ['acme-linux-amd64-0.7.0.bz2', 'release.json'].map((name) => work.path(`${folder}/${name}`)))
  assert.equal(report.sha256, testing)
})

test('a name with signs that Go escapes is escaped as Go does it, and read back', async (t) => {
  const work = aRepository(t)
  await published(work, { binary: work.write('a&<x>', 'testing\n') })
  const json = work.read(`${folder}/release.json`)
  assert.match(json, /"a\\u0026\\u003cx\\u003e-linux-amd64-0\.7\.0\.bz2"/)
  assert.equal(parseReleaseJson(Buffer.from(json), 'release.json').binary, 'a&<x>-linux-amd64-0.7.0.bz2')
})

test('a version that is there is refused, and overwritten only when told to', async (t) => {
  const work = aRepository(t)
  await published(work)
  writeFileSync(work.path('acme'), 'another')
  await rejectsWithFailure('REFUSED', /acme-linux-amd64-0\.7\.0\.bz2' already exists/, published(work))
  assert.match(work.read(`${folder}/release.json`), new RegExp(testing))
  await published(work, { onto: 'anything' })
  assert.match(work.read(`${folder}/release.json`), new RegExp(sha256Of(Buffer.from('another'))))
})

test('the uncompressed binary stays when that is wanted', async (t) => {
  const work = aRepository(t)
  const { files } = await published(work, { keep: 'both' })
  assert.deepEqual(work.list(folder), ['acme-linux-amd64-0.7.0', 'acme-linux-amd64-0.7.0.bz2', 'release.json'])
  assert.equal(work.read(`${folder}/acme-linux-amd64-0.7.0`), 'testing\n')
  assert.equal(files.length, 3)
})

test('with a key release.json is signed, and its signature is there first', async (t) => {
  const work = aRepository(t)
  const signer = aMinisignSigner()
  const { files } = await published(work, { sign: (message, trustedComment) => signer.sign(message, { trustedComment }) })
  assert.deepEqual(files.map((file) => file.split('/').at(-1)), ['acme-linux-amd64-0.7.0.bz2', 'release.json.minisig', 'release.json'])
  const [json, signature] = ['release.json', 'release.json.minisig'].map((name) => Buffer.from(work.read(`${folder}/${name}`)))
  const { trustedComment } = verifyMinisign([parsePublicKey(signer.publicKeyFile)], parseSignature(signature!), { bytes: json! }, { legacy: 'refused' })
  assert.deepEqual([trustedComment.file, trustedComment.version], ['release.json', '0.7.0'])
})

test('an unsigned release does not take the place of a signed one', async (t) => {
  const work = aRepository(t)
  await published(work, { sign: (message) => aMinisignSigner().sign(message) })
  await rejectsWithFailure('REFUSED', /there is a release\.json\.minisig in .*, and this release would not be signed/, published(work, { onto: 'anything' }))
})

test('the refusals of the original, each before anything is made', async (t) => {
  const work = aRepository(t)
  await rejectsWithFailure('USAGE', /there is no file '.*none'/, published(work, { binary: work.path('none') }))
  await rejectsWithFailure('USAGE', /the repository '.*nowhere' does not exist/, published(work, { repository: work.path('nowhere') }))
  await rejectsWithFailure('USAGE', /the repository '.*acme' is not a directory/, published(work, { repository: work.path('acme') }))
  for (const word of ['..', '../x', 'a/b', '', '.', 'ü']) await rejectsWithFailure('USAGE', /cannot be a directory of the repository/, published(work, { version: word }))
  await rejectsWithFailure('USAGE', /cannot be a directory/, published(work, { os: '../..' }))
  await rejectsWithFailure('USAGE', /cannot be a directory/, published(work, { architecture: '' }))
  assert.deepEqual(work.list('repo'), ['index.html'])
})

test('a link to the repository is the repository', async (t) => {
  const work = aRepository(t)
  symlinkSync('repo', work.path('www'))
  await published(work, { repository: work.path('www') })
  assert.ok(work.list('repo').includes('0.7.0/linux/amd64/release.json'))
})

test('a copy with another checksum is refused, and a bzip2 that fails or makes nothing; nothing half stays', async (t) => {
  const work = aRepository(t)
  const { disk } = publishTools()
  await rejectsWithFailure('IO', /does not have the same checksum/, published(work, {}, publishTools({ disk: { ...disk, sha256: () => Promise.resolve('0'.repeat(64)) } })))
  await rejectsWithFailure('IO', /could not compress/, published(work, {}, publishTools({ commands: { run: () => Promise.resolve({ status: 1, output: 'no space', trouble: null }) } })))
  await rejectsWithFailure('IO', /compression did not create/, published(work, {}, publishTools({ commands: { run: () => Promise.resolve({ status: 0, output: '', trouble: null }) } })))
  assert.deepEqual(work.list('repo'), ['index.html'])
})
