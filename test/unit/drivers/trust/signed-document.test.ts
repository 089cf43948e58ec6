import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimOf, documentOf, nameWords, signedBytes } from '../../../../src/drivers/trust/signed-document.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { textOf } from '../../../support/artifact-looks.ts'
import { rejectsWithFailure, throwsFailure } from '../../../support/throws.ts'
import { anEvidence } from '../../../support/trust-tools.ts'

const digest = 'ab'.repeat(32)
const served = new Map(Object.entries({
  SHA256SUMS: `${digest}  jaco-v1.2.3-linux-amd64.tar.gz\n${'0'.repeat(64)}  BEST-BEFORE-2027-01-31\n`,
  'checksums-1.2.3.txt': `${digest} *dist/jaco-v1.2.3-linux-amd64.tar.gz\n`,
  'jaco-v1.2.3-linux-amd64.tar.gz.sha256': `${digest}\n`,
  'release.json': JSON.stringify({ binary: 'choria.bz2', hash: digest, uri: 'https://elsewhere.example' }),
}).map(([name, text]) => [name, Buffer.from(text)] as const))
const evidence = anEvidence({ served })

test('what is signed: a list, a template of its name, release.json, the artifact', async () => {
  const kinds = []
  for (const signs of ['SHA256SUMS', 'checksums-{version}.txt', '{artifact}.sha256', 'release.json', '{artifact}', 'jaco-{tag}-linux-amd64.tar.gz']) kinds.push((await documentOf(signs, evidence)).kind)
  assert.deepEqual(kinds, ['list', 'list', 'list', 'release-json', 'artifact', 'artifact'])
  await rejectsWithFailure('REFUSED', /there is no 'other'/, documentOf('other', evidence))
})

test('the bytes that must be signed; the artifact is streamed, and never asked for before', async () => {
  const asked = anEvidence({ served, bytes: Buffer.from('x'.repeat(2500)) })
  const document = await documentOf('{artifact}', asked)
  assert.deepEqual([document.bytes, asked.asked], [null, []])
  assert.equal(await textOf(signedBytes(document, asked)), 'x'.repeat(2500))
  assert.match(await textOf(signedBytes(await documentOf('SHA256SUMS', asked), asked)), /^abab/)
})

test('a claim: whose digest, by which name, until when', async () => {
  const claim = async (signs: string, artifact = 'jaco-v1.2.3-linux-amd64.tar.gz'): Promise<unknown> => claimOf(await documentOf(signs, anEvidence({ served, artifact })), { artifact: parseArtifactName(artifact) })
  assert.deepEqual(await claim('SHA256SUMS'), { sha256: digest, of: 'artifact', signedName: 'jaco-v1.2.3-linux-amd64.tar.gz', expiresAtMs: Date.UTC(2027, 0, 31) })
  assert.deepEqual(await claim('{artifact}.sha256'), { sha256: digest, of: 'artifact', signedName: null, expiresAtMs: null })
  assert.deepEqual(await claim('release.json', 'choria.bz2'), { sha256: digest, of: 'unpacked', signedName: 'choria.bz2', expiresAtMs: null })
  assert.deepEqual(await claim('{artifact}'), { sha256: null, of: 'artifact', signedName: null, expiresAtMs: null })
})

test('J31 a release.json that speaks of another file is REFUSED', async () => {
  const document = await documentOf('release.json', evidence)
  throwsFailure('REFUSED', /'release\.json' speaks of 'choria\.bz2', not of 'jaco/, () => claimOf(document, evidence))
})

test('the signed name is a word about the version; no name is no word', () => {
  const claim = { sha256: null, of: 'artifact', expiresAtMs: null } as const
  assert.deepEqual(nameWords({ ...claim, signedName: 'x-1.2.3' }), [{ where: 'the signed name', text: 'x-1.2.3', rule: 'names' }])
  assert.deepEqual(nameWords({ ...claim, signedName: null }), [])
})
