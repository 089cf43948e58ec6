import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signerOf } from '../../../../src/formats/sigstore/signer.ts'
import { aSigstore, type Claims, githubIssuer, workflow } from '../../../support/a-sigstore.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const sigstore = await aSigstore()
const signer = async (claims: Claims) => signerOf((await sigstore.certify(claims)).certificate)

test('a certificate says who signed, and for which run', async () => {
  assert.deepEqual(await signer({}), {
    identity: `${workflow}@refs/tags/v1.2.3`, issuer: githubIssuer, repository: 'https://github.com/acme/jaco', ref: 'refs/tags/v1.2.3', repositoryId: '4711', ownerId: '42', trigger: 'push', runner: 'github-hosted',
  })
  const bare = await signer({ repository: null, ref: null, repositoryId: null, ownerId: null, trigger: null, runner: null })
  assert.deepEqual([bare.repository, bare.ref, bare.repositoryId, bare.ownerId, bare.trigger, bare.runner], [null, null, null, null, null, null])
})

test('C07 two generations of the issuer extension must agree', async () => {
  await rejectsWithFailure('TAMPERED', /contradicts itself: it names the issuer 'https:\/\/token.*' and 'https:\/\/evil\.example'/, signer({ oldIssuer: 'https://evil.example' }))
  assert.equal((await signer({ oldIssuer: null })).issuer, githubIssuer)
})

test('C06 a certificate without issuer names nobody', async () => {
  await rejectsWithFailure('TAMPERED', /it has no issuer/, signer({ issuer: null, oldIssuer: null }))
})

test('what cannot be seen is no name', async () => {
  await rejectsWithFailure('DATA', /no plain text/, signer({ issuer: 'https://x\u202e', oldIssuer: null }))
  await rejectsWithFailure('DATA', /no plain text/, signer({ ref: 'refs/tags/v1\u001b[2J' }))
})
