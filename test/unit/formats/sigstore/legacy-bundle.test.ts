import assert from 'node:assert/strict'
import { sign } from 'node:crypto'
import { test } from 'node:test'
import { readBundle } from '../../../../src/formats/sigstore/bundle.ts'
import { pemOf } from '../../../../src/formats/sigstore/certificate.ts'
import { claimWithCertificate } from '../../../../src/formats/sigstore/claim.ts'
import { readTrustedRoot } from '../../../../src/formats/sigstore/trusted-root.ts'
import { sha256Of } from '../../../support/a-release.ts'
import { aSigstore, base64, hashedRekord } from '../../../support/a-sigstore.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const sigstore = await aSigstore()
const bytes = Buffer.from('release')

type Legacy = { base64Signature: string; cert?: string; rekorBundle?: { SignedEntryTimestamp: string; Payload: Record<string, unknown> } }
async function legacy(spoil: (json: Legacy) => void = () => undefined): Promise<Buffer> {
  const { certificate, privateKey } = await sigstore.certify()
  const signature = sign('sha256', bytes, privateKey)
  const { body, integratedTime, logIndex, logIdHex, signedEntryTimestamp } = sigstore.log.entry(sigstore.log.add(hashedRekord(bytes, signature, certificate)))
  const json: Legacy = {
    base64Signature: base64(signature), cert: base64(Buffer.from(pemOf(certificate))),
    rekorBundle: { SignedEntryTimestamp: base64(signedEntryTimestamp), Payload: { body: base64(body), integratedTime, logIndex, logID: logIdHex } },
  }
  spoil(json)
  return Buffer.from(JSON.stringify(json))
}
const claim = async (file: Promise<Buffer>) => claimWithCertificate(await readBundle(await file, 'app.bundle'), await readTrustedRoot(sigstore.root, 'root'))

test('C32 what cosign wrote before 3.0 proves the same, by the promise of the log', async () => {
  const { content, logged, signer } = await claim(legacy())
  assert.ok(content.kind === 'message' && content.sha256 === sha256Of(bytes))
  assert.deepEqual([logged.by, signer?.trigger], ['promise', 'push'])
})

test('C18 without an entry of the log it is REFUSED', async () => {
  await rejectsWithFailure('REFUSED', /no entry of a transparency log/, claim(legacy((json) => { delete json.rekorBundle })))
})

test('C27 without a certificate it is one made with a key', async () => {
  await rejectsWithFailure('REFUSED', /a certificate is expected/, claim(legacy((json) => { delete json.cert })))
})

test('a changed part is TAMPERED, a missing or strange one DATA', async () => {
  await rejectsWithFailure('TAMPERED', /do not hold/, claim(legacy((json) => { Object.assign(json.rekorBundle?.Payload ?? {}, { integratedTime: Number(json.rekorBundle?.Payload['integratedTime']) - 5 }) })))
  for (const part of ['body', 'logID', 'logIndex', 'integratedTime']) await rejectsWithFailure('DATA', /app\.bundle|entry in/, claim(legacy((json) => { delete json.rekorBundle?.Payload[part] })))
  await rejectsWithFailure('DATA', /holds no 'logIndex'/, claim(legacy((json) => { Object.assign(json.rekorBundle?.Payload ?? {}, { logIndex: -1 }) })))
  await rejectsWithFailure('DATA', /log entry of another kind/, claim(legacy((json) => { Object.assign(json.rekorBundle?.Payload ?? {}, { body: base64(Buffer.from('{"kind":"rekord","apiVersion":"0.0.1","spec":{}}')) }) })))
})
