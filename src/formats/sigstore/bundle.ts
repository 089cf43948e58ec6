import type { Bundle } from '@sigstore/bundle'
import { failure } from '../../errors.ts'
import { quoted } from '../printable.ts'
import { isJsonObject, parseStrictJson, type Json, type JsonObject } from '../strict-json.ts'
import { refuseLooseBase64 } from './byte-fields.ts'
import { modernised } from './legacy-bundle.ts'
import { bundleBytesMax, certificatesMax, logEntriesMax, proofHashesMax, timestampsMax } from './limits.ts'

const mediaTypes: ReadonlySet<string> = new Set([
  'application/vnd.dev.sigstore.bundle+json;version=0.1',
  'application/vnd.dev.sigstore.bundle+json;version=0.2',
  'application/vnd.dev.sigstore.bundle+json;version=0.3',
  'application/vnd.dev.sigstore.bundle.v0.3+json',
])

/**
 * A Sigstore bundle, 0.1 to 0.3, or what `cosign sign-blob --bundle` wrote before 3.0, as the library's value. Its shape is checked, and nothing else:
 * all of it is hearsay. DATA when it is malformed, larger than anything real, or of an unknown kind (failures.md C32 to C36).
 */
export async function readBundle(bytes: Uint8Array, name: string): Promise<Bundle> {
  const json = parseStrictJson(bytes, name, { bytesMax: bundleBytesMax })
  if (!isJsonObject(json)) throw failure('DATA', `${quoted(name)} is no Sigstore bundle: it is not an object`)
  return bundleOf('base64Signature' in json ? modernised(json, name) : json, name)
}

/** As `readBundle`, for JSON that is already there. */
export async function bundleOf(json: JsonObject, name: string): Promise<Bundle> {
  const { mediaType } = json
  if (typeof mediaType !== 'string' || !mediaTypes.has(mediaType)) throw failure('DATA', `${quoted(name)} is no Sigstore bundle that can be read: its media type is ${typeof mediaType === 'string' ? quoted(mediaType, 80) : 'not said'}`)
  refuseLooseBase64(json, name)
  refuseCrowds(json, name)
  const { bundleFromJSON } = await import('@sigstore/bundle')
  try {
    return bundleFromJSON(json)
  } catch (cause) {
    // Its complaints may also be a TypeError: whatever it is, there is no bundle.
    throw failure('DATA', `${quoted(name)} is malformed`, { cause })
  }
}

/** Before the library builds chains and trees out of them (C33): the work for a path through certificates grows without bound. */
function refuseCrowds(json: JsonObject, name: string): void {
  const material = objectIn(json, 'verificationMaterial')
  const entries = listIn(material, 'tlogEntries')
  const counts: readonly (readonly [string, number, number])[] = [
    ['log entries', entries.length, logEntriesMax],
    ['timestamps', listIn(objectIn(material, 'timestampVerificationData'), 'rfc3161Timestamps').length, timestampsMax],
    ['certificates', listIn(objectIn(material, 'x509CertificateChain'), 'certificates').length, certificatesMax],
    ['hashes in one proof', Math.max(0, ...entries.map((entry) => listIn(objectIn(entry, 'inclusionProof'), 'hashes').length)), proofHashesMax],
  ]
  for (const [what, count, max] of counts) if (count > max) throw failure('DATA', `${quoted(name)} holds ${count} ${what}, and more than ${max} are not looked at`)
}

function objectIn(json: Json | undefined, key: string): JsonObject {
  const value = isJsonObject(json) ? json[key] : undefined
  return isJsonObject(value) ? value : {}
}

function listIn(json: Json | undefined, key: string): readonly Json[] {
  const value = isJsonObject(json) ? json[key] : undefined
  return Array.isArray(value) ? value : []
}
