import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parsePublicKey, parseSignature, verifyMinisign } from '../../../../src/formats/minisign/minisign.ts'
import { parseSecretKey } from '../../../../src/formats/minisign/minisign-secret-key.ts'
import { signMinisign } from '../../../../src/formats/minisign/sign-minisign.ts'
import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { aSecretKeyFile } from '../../../support/a-minisign-secret-key.ts'
import { throwsFailure } from '../../../support/throws.ts'

const file = aSecretKeyFile()
const key = parseSecretKey(file.file()).unseal(null)
const list = Buffer.from(`${'0'.repeat(64)}  acme.tar.gz\n`)
const comment = 'timestamp:1795000000\tfile:SHA256SUMS\thashed'

test('V1 what we sign is byte for byte what minisign signs, and verifies', () => {
  const signature = signMinisign(key, list, comment)
  assert.deepEqual(signature, aMinisignSigner().sign(list))
  const statement = verifyMinisign([parsePublicKey(file.publicKeyFile)], parseSignature(signature), { bytes: list }, { legacy: 'refused' })
  assert.equal(statement.trustedComment.file, 'SHA256SUMS')
})

test('V1 minisign -V agrees', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sign-minisign-'))
  t.after(() => { rmSync(folder, { recursive: true }) })
  writeFileSync(join(folder, 'key.pub'), file.publicKeyFile)
  writeFileSync(join(folder, 'SHA256SUMS'), list)
  writeFileSync(join(folder, 'SHA256SUMS.minisig'), signMinisign(key, list, comment))
  assert.match(execFileSync('minisign', ['-V', '-p', 'key.pub', '-m', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' }), /Signature and comment signature verified/)
})

test('a comment that a reader would refuse is not signed', () => {
  for (const text of ['two\nlines', 'bell \x07', 'hidden \u202e']) throwsFailure('USAGE', /cannot be seen/, () => signMinisign(key, list, text))
  throwsFailure('USAGE', /longer than 8192 bytes/, () => signMinisign(key, list, 'x'.repeat(8192 - 17)))
  parseSignature(signMinisign(key, list, 'x'.repeat(8192 - 18)))
})
