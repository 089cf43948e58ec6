import assert from 'node:assert/strict'
import { test } from 'node:test'
import { draftText } from '../../../../src/config/draft/draft-text.ts'
import type { TrustFound } from '../../../../src/config/draft/trust-found.ts'
import { trustSections } from '../../../../src/config/draft/trust-sections.ts'
import type { Signer } from '../../../../src/formats/sigstore/signer.ts'
import { parseVersion } from '../../../../src/release/version.ts'

const known = { key: null, pages: 'https://github.com/acme/jaco', version: parseVersion('1.2.3') }
const signer: Signer = { identity: 'https://github.com/acme/jaco/.github/workflows/release.yml@refs/tags/v1.2.3', issuer: 'https://token.actions.githubusercontent.com', repository: 'https://github.com/acme/jaco', ref: 'refs/tags/v1.2.3', repositoryId: null, ownerId: null, trigger: null, runner: null }
const cosign = (more: Partial<Signer> = {}): TrustFound => ({ kind: 'cosign', signs: 'SHA256SUMS', by: [['bundle', 'SHA256SUMS.sigstore.json']], signer: { ...signer, ...more }, bindsVersion: 'yes' })
const text = (found: TrustFound, of: typeof known | { readonly key: string | null; readonly pages: string | null; readonly version: typeof known.version } = known): string => draftText(trustSections(found, of))
const flat = (written: string): string => written.replaceAll('\n# ', ' ')
const trusts = (written: string): boolean => /^identities += \["https/m.test(written)

test('V5 the workflow of the very repository that was named is put in, with a word to check it', () => {
  const written = text(cosign())
  assert.match(written, /^identities = \["https:\/\/github\.com\/acme\/jaco\/\.github\/workflows\/release\.yml@refs\/tags\/\{tag\}"\]$/m)
  assert.match(flat(written), /Check that this is right/)
})

test('C12 anybody else is left to the person: another repository, host, issuer, or a mail address', () => {
  for (const more of [
    { identity: 'https://github.com/acme/jaco-evil/.github/workflows/release.yml@refs/tags/v1.2.3' }, { identity: 'https://github.com/other/jaco/.github/workflows/release.yml@refs/tags/v1.2.3' },
    { identity: 'https://github.com/acme/jaco' }, { issuer: 'https://evil.example.org' }, { identity: 'mallory@example.org', issuer: 'https://accounts.google.com' },
  ]) {
    const written = text(cosign(more))
    assert.deepEqual([trusts(written), /^identities += \[\]$/m.test(written), /^# identities/m.test(written)], [false, true, true], JSON.stringify(more))
  }
  assert.equal(trusts(text(cosign(), { ...known, pages: null })), false)
  assert.equal(trusts(text(cosign(), { ...known, pages: 'https://git.example.org/acme/jaco' })), false)
})

test('C11 a run for a branch, or for what a stranger proposes, is left to the person, too', () => {
  for (const ref of ['refs/heads/main', 'refs/pull/7/merge']) {
    const found = { ...cosign({ identity: signer.identity.replace('refs/tags/v1.2.3', ref), ref }), bindsVersion: 'no' } as TrustFound
    assert.deepEqual([trusts(text(found)), /was not run for the tag of this release/.test(flat(text(found)))], [false, true])
  }
})

test('a workflow that lives elsewhere is bound to the repository that it ran for; tags of their own kind are said', () => {
  const written = text(cosign({ repository: 'https://github.com/acme/other', identity: signer.identity.replace('v1.2.3', 'jaco/v1.2.3') }))
  assert.match(written, /^repository += "https:\/\/github\.com\/acme\/other"$/m)
  assert.match(written, /^tag += "jaco\/\{tag\}"$/m)
  assert.match(written, /@refs\/tags\/jaco\/\{tag\}"\]$/m)
})

test('a key that a person gave is in, and hearsay is then not needed any more', () => {
  const found: TrustFound = { kind: 'minisign', keyId: 'AB', signs: 'SHA256SUMS', signature: 'SHA256SUMS.minisig', key: { text: 'RWhearsay', where: 'minisign.pub' }, bindsVersion: 'no' }
  assert.match(text(found), /^keys +=? *= \["RWQ…"\]$/m)
  assert.match(text(found), /^# keys += \["RWhearsay"\]$/m)
  assert.match(text(found), /^# version += "unsigned"$/m)
  const given = text(found, { ...known, key: 'RWgiven' })
  assert.deepEqual([/RWgiven/.test(given), /RWhearsay|RWQ…/.test(given)], [true, false])
})

test('bundles made with a key name it as a bundle; nothing at all is a comment from end to end', () => {
  assert.match(text({ kind: 'cosign-key', signs: '{artifact}', signature: 'b', bundle: '{artifact}.bundle', key: null, bindsVersion: 'yes' }), /^bundle = "\{artifact\}\.bundle"$/m)
  for (const list of [null, 'SHA256SUMS']) assert.ok(text({ kind: 'nothing', list }).trimEnd().split('\n').every((line) => line === '' || line.startsWith('#')))
})
