import { failure } from '../../errors.ts'
import { quoted } from '../printable.ts'
import { isJsonObject, parseStrictJson, type Json, type JsonObject } from '../strict-json.ts'
import { attestationBytesMax, subjectsMax } from './limits.ts'

const statementTypes: ReadonlySet<Json | undefined> = new Set(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'])
const payloadTypeExpected = 'application/vnd.in-toto+json'

export interface Wanted { readonly predicateType: string; readonly subject: string }

/**
 * The SHA-256 digest, in lower-case hex, that a signed in-toto statement gives to the file of this name. REFUSED when it states something else than was
 * asked for (C26) or about other files; DATA when it speaks of one name twice with different digests (C25).
 */
export function attestedDigest(payloadType: string, payload: Uint8Array, { predicateType, subject }: Wanted): string {
  if (payloadType !== payloadTypeExpected) throw failure('DATA', `the attestation is of the type ${quoted(payloadType, 80)}, not ${quoted(payloadTypeExpected)}`)
  const statement = parseStrictJson(payload, 'the attestation', { bytesMax: attestationBytesMax })
  if (!isJsonObject(statement) || !statementTypes.has(statement['_type'])) throw failure('DATA', 'the attestation is no in-toto statement')
  if (statement['predicateType'] !== predicateType) throw failure('REFUSED', `the attestation states ${shown(statement['predicateType'])}, not ${quoted(predicateType)}`, { next: "If the publisher attests something else, say so in 'attestation'." })
  const digests = subjectsOf(statement).filter((one) => one['name'] === subject).map(digestOf)
  const [first, ...others] = digests
  if (first === undefined) throw failure('REFUSED', `the attestation does not speak of ${quoted(subject)}`)
  if (others.some((other) => other !== first)) throw failure('DATA', `the attestation gives ${quoted(subject)} two digests`)
  return first
}

function subjectsOf(statement: JsonObject): readonly JsonObject[] {
  const list = statement['subject']
  const subjects = (Array.isArray(list) ? list : []).filter((one: Json) => isJsonObject(one))
  if (subjects.length > subjectsMax) throw failure('DATA', `the attestation speaks of ${subjects.length} files, and more than ${subjectsMax} are not looked at`)
  return subjects
}

function digestOf({ digest, name }: JsonObject): string {
  const sha256 = isJsonObject(digest) ? digest['sha256'] : undefined
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) throw failure('DATA', `the attestation gives ${shown(name)} no SHA-256 digest`)
  return sha256
}

function shown(value: Json | undefined): string {
  return typeof value === 'string' ? quoted(value) : 'nothing'
}
