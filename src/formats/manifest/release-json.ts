import { failure } from '../../errors.ts'
import { releaseJsonBytesMax } from '../limits.ts'
import { isPrintable, quoted } from '../printable.ts'
import { isJsonObject, parseStrictJson, type Json } from '../strict-json.ts'

/**
 * choria's `release.json` (formats.md 2.1): which file the release is, and what it is *uncompressed*. Of its other keys `uri` and `signature` have
 * a meaning that nobody ever gave them, so they, and unknown ones, are ignored.
 */
export interface ReleaseJson {
  /** Literally the name of the file beside it; never guessed, never a path. */
  readonly binary: string
  /** SHA-256 of what `binary` unpacks to, lower-case hex. */
  readonly sha256: string
}

/** DATA, naming the key, when it is not one. */
export function parseReleaseJson(bytes: Uint8Array, name: string): ReleaseJson {
  const value = parseStrictJson(bytes, name, { bytesMax: releaseJsonBytesMax })
  if (!isJsonObject(value)) throw failure('DATA', `${quoted(name)} is not an object`)
  return { binary: binaryOf(value['binary'], name), sha256: sha256Of(value['hash'], name) }
}

/** Upstream joins it to the URL as it is (formats.md 2.1): `../../x` and `https://…` led away from the release (J30). */
function binaryOf(value: Json | undefined, name: string): string {
  if (typeof value !== 'string') throw failure('DATA', `${quoted(name)}: 'binary' must be text`)
  const isName = value !== '' && value !== '.' && value !== '..' && !/[/\\]/.test(value) && isPrintable(value)
  if (!isName) throw failure('DATA', `${quoted(name)}: 'binary' must be the name of one file, not ${quoted(value, 80)}`)
  return value
}

function sha256Of(value: Json | undefined, name: string): string {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value)) return value.toLowerCase()
  throw failure('DATA', `${quoted(name)}: 'hash' must be a SHA-256, which is 64 hexadecimal digits`)
}
