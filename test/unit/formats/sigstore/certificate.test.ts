import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extensionsOf, pemOf, readCertificate, refuseOtherUse } from '../../../../src/formats/sigstore/certificate.ts'
import { aSigstore } from '../../../support/a-sigstore.ts'
import { throwsFailure } from '../../../support/throws.ts'

const sigstore = await aSigstore()
const { certificate } = await sigstore.certify()
const pem = pemOf(certificate)
const read = (text: string) => readCertificate(Buffer.from(text), 'app.cert')

test('V17 the certificate is read as PEM and as base64 of PEM, as cosign writes it', () => {
  const base64 = Buffer.from(pem).toString('base64')
  for (const text of [pem, pem.trimEnd(), pem.replaceAll('\n', '\r\n'), base64, `${base64}\n`]) assert.deepEqual(read(text), certificate)
})

test('C36 a chain, a key, other base64 or a web page is no certificate', () => {
  const key = pem.replaceAll('CERTIFICATE', 'PUBLIC KEY')
  for (const text of [pem + pem, key, '', '<html>', Buffer.from(pem).toString('base64url'), certificate.toString('base64'), `x${pem}`, Buffer.from(`x${pem}`).toString('base64')])
    throwsFailure('DATA', /'app\.cert' is not one certificate/, () => read(text))
  throwsFailure('DATA', /does not hold an X\.509 certificate/, () => read('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'))
})

test('extensions are found by their object ids', () => {
  const extensions = extensionsOf(certificate)
  assert.equal(extensions.get('1.3.6.1.4.1.57264.1.1')?.toString(), 'https://token.actions.githubusercontent.com')
  assert.ok(extensions.has('2.5.29.17') && extensions.has('1.3.6.1.4.1.57264.1.8'))
  refuseOtherUse(extensions)
})

test('C07 an extension that is there twice is DATA', () => {
  const one = Buffer.from('300b0603550411040430020500', 'hex')
  const wrapped = (content: Buffer, tag: number): Buffer => Buffer.concat([Buffer.from([tag, content.length]), content])
  const der = wrapped(wrapped(wrapped(wrapped(Buffer.concat([one, one]), 0x30), 0xa3), 0x30), 0x30)
  throwsFailure('DATA', /the extension 2\.5\.4\.17 twice/, () => extensionsOf(der))
  for (const bytes of [Buffer.from(''), Buffer.from('3000', 'hex'), certificate.subarray(0, 99)]) throwsFailure('DATA', /a shape that is not that of X\.509/, () => extensionsOf(bytes))
})

test("an authority's certificate, or one for servers, signs no code", () => {
  const authority = Buffer.from(((sigstore.rootJson['certificateAuthorities'] as { certChain: { certificates: { rawBytes: string }[] } }[])[0]?.certChain.certificates[0]?.rawBytes) ?? '', 'base64')
  throwsFailure('TAMPERED', /is one of an authority/, () => { refuseOtherUse(extensionsOf(authority)) })
  throwsFailure('TAMPERED', /is not one for signing code/, () => { refuseOtherUse(new Map()) })
  throwsFailure('TAMPERED', /is not one for signing code/, () => { refuseOtherUse(new Map([['2.5.29.37', Buffer.from('300a06082b06010505070301', 'hex')]])) })
})
