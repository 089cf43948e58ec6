import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lookedUpBundles } from '../../../../../src/drivers/trust/cosign/cosign-lookup.ts'
import { logAnswerBytesMax } from '../../../../../src/formats/sigstore/limits.ts'
import type { ApiAnswer, ApiRequest, Net } from '../../../../../src/host/types.ts'
import { parseArtifactName } from '../../../../../src/release/artifact.ts'
import { rejectsWithFailure } from '../../../../support/throws.ts'
import { anEvidence } from '../../../../support/trust-tools.ts'

const detached = { signature: Buffer.from('s'), certificate: Buffer.from('c'), pem: 'PEM', sha256: 'a'.repeat(64) }
const place = { rekor: 'https://rekor.example/base/', signatureName: parseArtifactName('app.sig') }
const netWith = (answer: Partial<ApiAnswer>, asked: ApiRequest[] = []): Net => ({
  get: () => Promise.reject(new Error('not asked')),
  ask: (request) => {
    asked.push(request)
    return Promise.resolve({ status: 200, headers: {}, bytes: Buffer.from('[]'), ...answer })
  },
})

test('the log is asked for exactly this signature, digest and certificate, with a cap', async () => {
  const asked: ApiRequest[] = []
  await rejectsWithFailure('REFUSED', /knows of no such signature/, lookedUpBundles(detached, place, anEvidence(), { net: netWith({}, asked) }))
  const [request] = asked
  assert.deepEqual([request?.method, request?.url, request?.plainHttp, request?.answerBytesMax, asked.length], ['POST', 'https://rekor.example/base/api/v1/log/entries/retrieve', 'refused', logAnswerBytesMax, 1])
  const sent: Uint8Array[] = []
  for await (const chunk of request?.body?.bytes() ?? []) sent.push(chunk)
  assert.equal(Buffer.concat(sent).length, request?.body?.sizeBytes)
  assert.deepEqual(JSON.parse(Buffer.concat(sent).toString()), { entries: [{ apiVersion: '0.0.1', kind: 'hashedrekord', spec: { data: { hash: { algorithm: 'sha256', value: detached.sha256 } }, signature: { content: 'cw==', publicKey: { content: 'UEVN' } } } }] })
})

test('what was kept is not asked for again', async () => {
  const evidence = anEvidence({ kept: new Map([['app.sig.rekor.json', Buffer.from('[]')]]) })
  await rejectsWithFailure('REFUSED', /knows of no such signature/, lookedUpBundles(detached, place, evidence, { net: null }))
  assert.deepEqual(evidence.asked, ['look up app.sig.rekor.json'])
})

test('F24 a log that is busy, gone or says something else is UNAVAILABLE, never a yes', async () => {
  for (const status of [201, 204, 400, 404, 429, 500]) await rejectsWithFailure('UNAVAILABLE', new RegExp(`answered with status ${status}`), lookedUpBundles(detached, place, anEvidence(), { net: netWith({ status }) }))
  await rejectsWithFailure('UNAVAILABLE', /no network here/, lookedUpBundles(detached, place, anEvidence(), { net: null }))
})
