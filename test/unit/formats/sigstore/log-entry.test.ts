import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { refuseOtherKey } from '../../../../src/formats/sigstore/log-entry.ts'
import { spkiOf } from '../../../../src/formats/sigstore/public-key.ts'
import { aSigstore, hashedRekord } from '../../../support/a-sigstore.ts'
import { throwsFailure } from '../../../support/throws.ts'

const sigstore = await aSigstore()
const [{ certificate }, { certificate: other }] = [await sigstore.certify(), await sigstore.certify()]
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const entry = (body: unknown) => ({ canonicalizedBody: Buffer.from(JSON.stringify(body)) })
const pem64 = Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })).toString('base64')

test('C19 an entry is one of this certificate, or of this key, in every shape that logs have', () => {
  for (const generation of ['v1', 'v2'] as const) for (const [key, der] of [[certificate, certificate], [publicKey, spkiOf(publicKey)]] as const) {
    const body = entry(hashedRekord(Buffer.from('x'), Buffer.from('s'), key, generation))
    refuseOtherKey(body, [other, der])
    throwsFailure('TAMPERED', /another key or certificate/, () => { refuseOtherKey(body, [other]) })
  }
  const attested = [{ signatures: [{ verifier: pem64 }] }, { content: { envelope: { signatures: [{ publicKey: pem64 }] } } }, { dsseV002: { signatures: [{ verifier: { publicKey: { rawBytes: spkiOf(publicKey).toString('base64') } } }] } }]
  for (const spec of attested) refuseOtherKey(entry({ spec }), [spkiOf(publicKey)])
})

test('an entry without a key, or of another shape, is nobody’s', () => {
  for (const body of [{}, { spec: 7 }, { spec: { signature: { publicKey: { content: '!' } } } }, { spec: { signature: { publicKey: { content: 'AAAA' } } } }, { spec: { signatures: {} } }])
    throwsFailure('TAMPERED', /another key/, () => { refuseOtherKey(entry(body), [certificate]) })
  throwsFailure('DATA', /not an object/, () => { refuseOtherKey(entry([]), [certificate]) })
})
