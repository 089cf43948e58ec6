import { failure } from '../../errors.ts'
import { decodeBase64 } from '../base64.ts'
import { quoted } from '../printable.ts'
import { isJsonObject, parseStrictJson } from '../strict-json.ts'
import { utf8 } from '../utf8.ts'
import { bundleOf } from './bundle.ts'
import { refuseCertificate } from './claim.ts'
import { bundleBytesMax } from './limits.ts'

/** A `.sig` file as cosign writes it: base64, with or without a line feed. DATA otherwise (failures.md C36). */
export function readSignature(bytes: Uint8Array, name: string): Buffer {
  const signature = decodeBase64(utf8(bytes)?.replace(/\r?\n$/, '') ?? '')
  if (signature === null || signature.length === 0) throw failure('DATA', `${quoted(name)} is not one signature in base64`)
  return signature
}

/** The signature in a bundle made with a bare key, for those who do not ask for the log: nothing else of it is believed, nor needed. */
export async function signatureInBundle(bytes: Uint8Array, name: string): Promise<Buffer> {
  const json = parseStrictJson(bytes, name, { bytesMax: bundleBytesMax })
  if (!isJsonObject(json)) throw failure('DATA', `${quoted(name)} is no Sigstore bundle: it is not an object`)
  const { base64Signature } = json
  if (typeof base64Signature === 'string') return readSignature(Buffer.from(base64Signature), name)
  const bundle = await bundleOf(json, name)
  refuseCertificate(bundle)
  if (bundle.content.$case !== 'messageSignature') throw failure('REFUSED', `${quoted(name)} is an attestation, and a signature is expected`)
  return bundle.content.messageSignature.signature
}
