import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minisign } from '../../../../../src/drivers/trust/minisign/minisign.ts'
import type { Trust } from '../../../../../src/upgrade/ports.ts'
import { evidenceOf, nowMs } from '../../../../contract/trust.ts'
import { aMinisignSigner } from '../../../../support/a-minisign-signer.ts'
import { aRelease } from '../../../../support/a-release.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'
import { trustTools } from '../../../../support/trust-tools.ts'

const signers = [1, 2, 3].map((seed) => aMinisignSigner(seed))
const signatures = ['a.minisig', 'b.minisig', 'c.minisig']
const unversioned = aRelease({ artifact: 'jaco.tar.gz' })
const list = unversioned.served.get('SHA256SUMS') ?? Buffer.alloc(0)

/** One signature each, by different keys, over the list of a release whose name says no version. */
function said(...comments: readonly string[]): ReturnType<typeof evidenceOf> {
  const signed = comments.map((more, at) => [signatures[at] ?? '', signers[at]?.sign(list, { trustedComment: `timestamp:${nowMs / 1000}\tfile:SHA256SUMS\t${more}` }) ?? Buffer.alloc(0)] as const)
  return evidenceOf(unversioned, { version: '9.9.9', served: new Map([...unversioned.served, ...signed]) })
}
const needing = (threshold: number, more: object = {}): Trust => minisign.make({ kind: 'minisign', keys: signers.map(({ keyLine }) => keyLine), signatures, threshold, ...more }, trustTools())

test('M29 a threshold of keys must say the version: one stolen key does not make an old release a new one', async () => {
  await rejectsWithFailure('REFUSED', /2 different keys must say that this is version 9\.9\.9, and 1 does/, needing(2).verify(said('version:9.9.9', 'hashed', 'hashed')))
  await rejectsWithFailure('REFUSED', /says '1\.2\.3'/, needing(2).verify(said('version:9.9.9', 'version:1.2.3', 'version:9.9.9')))
  for (const [trust, comments] of [[needing(2), ['version:9.9.9', 'hashed', 'version:9.9.9']], [needing(1), ['version:9.9.9', 'hashed']], [needing(2, { version: 'unsigned' }), ['hashed', 'hashed']]] as const)
    assert.equal((await trust.verify(said(...comments))).version, '9.9.9')
})

test('a version in the signed name was said by every key', async () => {
  const named = aRelease({ version: '9.9.9' })
  const bytes = named.served.get('SHA256SUMS') ?? Buffer.alloc(0)
  const served = new Map([...named.served, ...signers.map((one, at) => [signatures[at] ?? '', one.sign(bytes)] as const)])
  assert.equal((await needing(3).verify(evidenceOf(named, { served }))).version, '9.9.9')
})
