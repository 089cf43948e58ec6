import assert from 'node:assert/strict'
import { sign } from 'node:crypto'
import { test } from 'node:test'
import { bundleOf } from '../../../../src/formats/sigstore/bundle.ts'
import { pemOf } from '../../../../src/formats/sigstore/certificate.ts'
import { claimWithCertificate } from '../../../../src/formats/sigstore/claim.ts'
import { bundlesFrom, lookupQuestion } from '../../../../src/formats/sigstore/rekor-answer.ts'
import { readTrustedRoot } from '../../../../src/formats/sigstore/trusted-root.ts'
import { aRekor } from '../../../support/a-rekor.ts'
import { sha256Of } from '../../../support/a-release.ts'
import { aSigstore, hashedRekord } from '../../../support/a-sigstore.ts'
import { throwsFailure } from '../../../support/throws.ts'

const sigstore = await aSigstore()
const bytes = Buffer.from('release')
const { certificate, privateKey } = await sigstore.certify()
const signature = sign('sha256', bytes, privateKey)
const detached = { signature, certificate, pem: pemOf(certificate), sha256: sha256Of(bytes) }
const answer = (): Buffer => aRekor(sigstore.log).answer(lookupQuestion(detached))
const spoilt = (spoil: (entry: Record<string, unknown>) => void): Buffer => {
  const [first] = JSON.parse(answer().toString()) as Record<string, Record<string, unknown>>[]
  for (const entry of Object.values(first ?? {})) spoil(entry)
  return Buffer.from(JSON.stringify([first]))
}

test('V17 a certificate that is not in the log is REFUSED', () => {
  throwsFailure('REFUSED', /knows of no such signature/, () => bundlesFrom(answer(), detached, 'r'))
})

test('several entries: the earliest comes first, and its proofs hold', async () => {
  const root = await readTrustedRoot(sigstore.root, 'root')
  for (const after of [60_000, 0, 120_000]) sigstore.log.add(hashedRekord(bytes, signature, certificate), Date.now() + after)
  const bundles = await Promise.all(bundlesFrom(answer(), detached, 'r').map((json) => bundleOf(json, 'r')))
  const times = await Promise.all(bundles.map(async (bundle) => (await claimWithCertificate(bundle, root)).logged.atMs ?? 0))
  assert.equal(times.length, 3)
  assert.deepEqual(times, times.toSorted((a, b) => a - b))
})

test('C18 an entry without proof or promise is refused', () => {
  throwsFailure('REFUSED', /holds no proof/, () => bundlesFrom(spoilt((entry) => { delete entry['verification'] }), detached, 'r'))
  throwsFailure('REFUSED', /holds no proof/, () => bundlesFrom(spoilt((entry) => { entry['verification'] = { signedEntryTimestamp: 'AAAA' } }), detached, 'r'))
  throwsFailure('DATA', /holds no 'signedEntryTimestamp'/, () => bundlesFrom(spoilt((entry) => { delete (entry['verification'] as Record<string, unknown>)['signedEntryTimestamp'] }), detached, 'r'))
})

test('F24 what is no answer of a log is DATA', () => {
  for (const text of ['', '<html>', '{"a":1,"a":2}']) throwsFailure('DATA', /./, () => bundlesFrom(Buffer.from(text), detached, 'r'))
  for (const text of ['[]', '{}', 'null', '[7]']) throwsFailure('REFUSED', /knows of no such signature/, () => bundlesFrom(Buffer.from(text), detached, 'r'))
  throwsFailure('DATA', /holds 100 entries/, () => bundlesFrom(Buffer.from(JSON.stringify(Array.from({ length: 100 }, (_, at) => ({ [`u${at}`]: {} })))), detached, 'r'))
  throwsFailure('DATA', /holds no 'body'/, () => bundlesFrom(spoilt((entry) => { entry['body'] = 7 }), detached, 'r'))
})
