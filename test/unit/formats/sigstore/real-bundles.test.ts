import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { cosign } from '../../../../src/drivers/trust/cosign/cosign.ts'
import { readBundle } from '../../../../src/formats/sigstore/bundle.ts'
import { claimWithCertificate, claimWithKey } from '../../../../src/formats/sigstore/claim.ts'
import { loggedGround } from '../../../../src/formats/sigstore/logged.ts'
import { readPublicKey } from '../../../../src/formats/sigstore/public-key.ts'
import { readTrustedRoot } from '../../../../src/formats/sigstore/trusted-root.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'
import { anEvidence, trustTools } from '../../../support/trust-tools.ts'

/** Bundles that others made (test/vectors/sigstore, test/vectors/cosign), against the public instance as it is built in. */
const vector = (name: string): Buffer => readFileSync(new URL(`../../../vectors/${name}`, import.meta.url))
const root = await readTrustedRoot(readFileSync(new URL('../../../../src/formats/sigstore/public-good.json', import.meta.url)), 'built in')
const bundle = (name: string) => readBundle(vector(`sigstore/${name}`), name)

test('a workflow of GitHub, 2023, with proof', async () => {
  const { signer, logged, content } = await claimWithCertificate(await bundle('provenance.sigstore.json'), root)
  assert.deepEqual(signer, {
    identity: 'https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main', issuer: 'https://token.actions.githubusercontent.com',
    repository: 'https://github.com/sigstore/sigstore-js', ref: 'refs/heads/main', repositoryId: '495574555', ownerId: '71096353', trigger: 'push', runner: 'github-hosted',
  })
  assert.equal(loggedGround(logged), 'entry 31821305 of the transparency log rekor.sigstore.dev, of 2023-08-18T16:05:35.000Z, is proven to be in it')
  assert.equal(content.kind, 'attestation')
})

test('a person, 2022, with promise only', async () => {
  const { signer, logged } = await claimWithCertificate(await bundle('dsse.sigstore.json'), root)
  assert.deepEqual([signer?.issuer, signer?.identity.includes('@'), signer?.ref, logged.by], ['https://github.com/login/oauth', true, null, 'promise'])
})

test('two signatures in one envelope, and another instance, are refused', async () => {
  await rejectsWithFailure('DATA', /malformed/, bundle('dsse-2sigs.sigstore.json'))
  await rejectsWithFailure('TAMPERED', /built in has no transparency log with the id f6fb357e481d95b9/, claimWithCertificate(await bundle('othername.sigstore.json'), root))
})

test('a key in the public log', async () => {
  const key = readPublicKey(vector('sigstore/publish_key.pub').toString())
  assert.equal((await claimWithKey(await bundle('bundle-publish.json'), root, [key])).logged.index, '18300940')
  await rejectsWithFailure('TAMPERED', /another key/, claimWithKey(await bundle('bundle-publish.json'), root, [readPublicKey(vector('cosign/cosign.pub').toString())]))
})

test('every changed byte of a real bundle leaves it unbelieved, or what it says unchanged', async () => {
  const bytes = vector('sigstore/provenance.sigstore.json')
  const good = await claimWithCertificate(await readBundle(bytes, 'b'), root)
  // Every 61st: all of them take minutes.
  for (let at = 0; at < bytes.length; at += 61) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    const [claim] = await Promise.allSettled([readBundle(changed, 'b').then((read) => claimWithCertificate(read, root))])
    // A bundle 0.1 may lose its proof: the promise is then what holds.
    if (claim.status === 'fulfilled') assert.deepEqual([claim.value.signer, claim.value.content, claim.value.logged.atMs], [good.signer, good.content, good.logged.atMs], `byte ${at}`)
  }
})

test('V16 what the real cosign signed with a key, bare and in both kinds of bundle', async () => {
  const served = new Map(['SHA256SUMS', 'SHA256SUMS.sig', 'SHA256SUMS.bundle', 'SHA256SUMS.sigstore.json'].map((name) => [name, vector(`cosign/${name}`)]))
  const evidence = (more: object = {}) => anEvidence({ artifact: 'app-v1.2.3-linux-amd64.tar.gz', bytes: Buffer.from('the archive\n'), served, ...more })
  for (const how of [{ signature: 'SHA256SUMS.sig' }, { bundle: 'SHA256SUMS.bundle' }, {}]) {
    const trust = cosign.make({ kind: 'cosign', keys: [vector('cosign/cosign.pub').toString()], signs: 'SHA256SUMS', ...how }, trustTools())
    assert.match((await trust.verify(evidence())).grounds.join('\n'), /^the key [0-9a-f]{16} signed SHA256SUMS\nversion 1\.2\.3 is in the signed name/)
    await rejectsWithFailure('TAMPERED', /the signature is not one over 'SHA256SUMS'/, trust.verify(evidence({ served: new Map([...served, ['SHA256SUMS', Buffer.from('changed')]]) })))
  }
})
