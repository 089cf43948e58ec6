import { failure } from '../../errors.ts'
import { decodeBase64 } from '../base64.ts'
import { quoted } from '../printable.ts'

/** Every field of the Sigstore formats that holds bytes (sigstore/protobuf-specs). */
const byteFields: ReadonlySet<string> = new Set([
  'rawBytes', 'signature', 'digest', 'keyId', 'canonicalizedBody', 'signedEntryTimestamp', 'rootHash', 'hashes', 'signedTimestamp', 'payload', 'sig',
])

/**
 * DATA when bytes are not written as canonical base64 (C36): the library forgives the URL alphabet, missing padding, spaces and stray bits, and a file
 * with several spellings is one that can be changed without breaking its signature. `value` comes from strict JSON, so it is neither deep nor cyclic.
 */
export function refuseLooseBase64(value: unknown, name: string, field = ''): void {
  if (typeof value === 'string') {
    if (byteFields.has(field) && decodeBase64(value) === null) throw failure('DATA', `${quoted(name)} holds a '${field}' that is not base64 in its one spelling`)
  } else if (Array.isArray(value)) value.forEach((one) => refuseLooseBase64(one, name, field))
  else if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) refuseLooseBase64(one, name, key)
}
