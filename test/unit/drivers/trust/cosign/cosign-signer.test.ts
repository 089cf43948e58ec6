import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { cosignSchema } from '../../../../../src/drivers/trust/cosign/cosign-settings.ts'
import { checkSigner, wordsOf } from '../../../../../src/drivers/trust/cosign/cosign-signer.ts'
import type { Signer } from '../../../../../src/formats/sigstore/signer.ts'
import { parseVersion } from '../../../../../src/release/version.ts'
import { throwsFailure } from '../../../../support/throws.ts'

const version = parseVersion('1.2.3')
const workflow = 'https://gitlab.com/acme/jaco//.gitlab-ci.yml'
const signer: Signer = { identity: `${workflow}@refs/tags/v1.2.3`, issuer: 'https://gitlab.com', repository: 'https://gitlab.com/acme/jaco', ref: 'refs/tags/v1.2.3', repositoryId: null, ownerId: null, trigger: null, runner: null }
const settings = (more: object = {}) => v.parse(cosignSchema, { kind: 'cosign', identities: [`${workflow}@refs/tags/{tag}`], issuer: 'https://gitlab.com', ...more })

test('who signed is said in one sentence', () => {
  assert.equal(checkSigner(signer, settings(), version), `'${workflow}@refs/tags/v1.2.3', for whom 'https://gitlab.com' vouches`)
})

test("C11 another tag of the same signer is another version, not a stranger's work", () => {
  const older = { ...signer, identity: `${workflow}@refs/tags/v1.2.2`, ref: 'refs/tags/v1.2.2' }
  assert.ok(checkSigner(older, settings(), version))
  assert.deepEqual(wordsOf(older, settings(), version), [{ where: "the certificate's tag", text: '1.2.2', rule: 'is' }])
})

test('C01 C04 the placeholder stands for that tag alone', () => {
  for (const identity of [`${workflow}@refs/tags/v1.2.3.evil`, `${workflow}@refs/tags/v1.2.3\nx`, `x${signer.identity}`, `${workflow}@refs/tags/{tag}`]) throwsFailure('TAMPERED', /it was signed by/, () => checkSigner({ ...signer, identity }, settings(), version))
})

test('a pattern takes version and tag literally', () => {
  const pattern = { identities: [], identity_patterns: [String.raw`^https://gitlab\.com/acme/.*@refs/tags/{tag}$`] }
  assert.ok(checkSigner(signer, settings(pattern), version))
  throwsFailure('TAMPERED', /it was signed by/, () => checkSigner({ ...signer, identity: `${workflow}@refs/tags/v1x2.3`, ref: null }, settings(pattern), version))
})

test('F34 an identity longer than any real one is not held against patterns', () => {
  const anyOf = settings({ identities: [], identity_patterns: [String.raw`^https://gitlab\.com/acme/.*@refs/tags/{tag}$`] })
  const named = (length: number): Signer => ({ ...signer, repository: null, identity: `https://gitlab.com/acme/${'x'.repeat(length)}@refs/tags/v1.2.3` })
  assert.ok(checkSigner(named(300), anyOf, version))
  for (const length of [400, 1_000_000]) throwsFailure('TAMPERED', /it was signed by/, () => checkSigner(named(length), anyOf, version))
})

test('C10 the tag is that of the run, and of the name where the run says none', () => {
  assert.equal(wordsOf({ ...signer, ref: null }, settings(), version)[0]?.text, '1.2.3')
  throwsFailure('REFUSED', /built from 'refs\/heads\/main', which is no tag/, () => wordsOf({ ...signer, ref: 'refs/heads/main' }, settings(), version))
  assert.deepEqual(wordsOf({ ...signer, ref: null, identity: 'release@acme.example' }, settings(), version), [])
})

test('what is shown cannot repaint a terminal', () => {
  throwsFailure('TAMPERED', /^[\x20-\x7e…]+$/, () => checkSigner({ ...signer, identity: 'a\u001b[2J\u202e' }, settings(), version))
})
