import { X509Certificate } from 'node:crypto'
import { failure } from '../../errors.ts'
import { decodeBase64 } from '../base64.ts'
import { derTags, onlyDer, readDer, readObjectId, type DerValue } from '../der.ts'
import { quoted } from '../printable.ts'
import { utf8 } from '../utf8.ts'

/** The extensions of a certificate by their object id: what is inside each octet string. */
export type Extensions = ReadonlyMap<string, Buffer>

const codeSigning = '1.3.6.1.5.5.7.3.3'
const [basicConstraints, extendedKeyUsage] = ['2.5.29.19', '2.5.29.37']

/**
 * The one certificate of a `.cert` file as cosign writes it: base64 of the PEM text, or the PEM itself (formats.md 3.2). Its DER bytes.
 * DATA for anything else, and for several: then nobody could say which one signed.
 */
export function readCertificate(bytes: Uint8Array, name: string): Buffer {
  const text = utf8(bytes)?.trim() ?? ''
  const pem = text.startsWith('-----') ? text : utf8(decodeBase64(text.replaceAll(/\r?\n/g, '')) ?? Buffer.from(''))?.trim() ?? ''
  const [, body, ...more] = /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----$/.exec(pem) ?? []
  const der = body === undefined || more.length > 0 ? null : decodeBase64(body.replaceAll(/\r?\n/g, ''))
  if (der === null) throw failure('DATA', `${quoted(name)} is not one certificate, as PEM or as base64 of PEM`)
  return certificateOf(der, name)
}

/** PEM, as the log has it: lines of 64, and a line feed at the end. */
export function pemOf(certificate: Uint8Array): string {
  const lines = Buffer.from(certificate).toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function certificateOf(der: Buffer, name: string): Buffer {
  try {
    return Buffer.from(new X509Certificate(der).raw)
  } catch (cause) {
    throw failure('DATA', `${quoted(name)} does not hold an X.509 certificate`, { cause })
  }
}

/** DATA when it is no certificate with extensions, or says one of them twice: two readers could then read two identities. */
export function extensionsOf(certificate: Uint8Array): Extensions {
  const [toBeSigned] = valuesIn(onlyDer(certificate, derTags.sequence))
  const wrapped = valuesIn(toBeSigned?.content ?? null).find((field) => field.tag === 0xa3)
  const found = new Map<string, Buffer>()
  for (const { content } of valuesIn(onlyDer(wrapped?.content ?? Buffer.from(''), derTags.sequence))) {
    const parts = valuesIn(content)
    const [id, value] = [parts[0], parts.at(-1)]
    const name = id?.tag === derTags.objectId ? readObjectId(id.content) : null
    if (name === null || value?.tag !== derTags.octetString) throw malformed('an extension that cannot be read')
    if (found.has(name)) throw malformed(`the extension ${name} twice`)
    found.set(name, value.content)
  }
  return found
}

/** A certificate of an authority, or one made for servers, signs no releases (Fulcio's carry exactly this usage). TAMPERED. */
export function refuseOtherUse(extensions: Extensions): void {
  const authority = onlyDer(extensions.get(basicConstraints) ?? Buffer.from([derTags.sequence, 0]), derTags.sequence)
  if (authority === null || authority.length > 0) throw failure('TAMPERED', "the signer's certificate is one of an authority, not one for signing code")
  const uses = readDer(onlyDer(extensions.get(extendedKeyUsage) ?? Buffer.from(''), derTags.sequence) ?? Buffer.from('')) ?? []
  if (!uses.some((use) => use.tag === derTags.objectId && readObjectId(use.content) === codeSigning)) throw failure('TAMPERED', "the signer's certificate is not one for signing code")
}

function valuesIn(content: Uint8Array | null): readonly DerValue[] {
  const values = content === null ? null : readDer(content)
  if (values === null) throw malformed('a shape that is not that of X.509')
  return values
}

function malformed(what: string): Error {
  return failure('DATA', `the signer's certificate has ${what}`)
}
