import { failure } from '../../errors.ts'
import { type ArtifactName, parseArtifactName } from '../../release/artifact.ts'
import { parseVersion, type Version } from '../../release/version.ts'
import { sidecarsMax } from '../limits.ts'

/** What lies on the shelf, as the half that put it there tells it: hearsay for everybody else. */
export interface ShelfRecord {
  readonly schema: 1
  readonly version: Version
  readonly artifact: ArtifactName
  /** Lower-case hex; the name of the entry's directory. */
  readonly sha256: string
  readonly origin: string
  readonly sizeBytes: number
  /** What unpacking will write; only to refuse early when there is no room. */
  readonly unpackedBytes: number
  /** Names of the signed lists and signatures that lie in the entry. */
  readonly sidecars: readonly ArtifactName[]
  readonly atMs: number
}

export function formatRecord(record: ShelfRecord): Uint8Array {
  return Buffer.from(`${JSON.stringify(record, null, 1)}\n`)
}

/** DATA when it is not a record. Everything in it is checked, because it may have been written by whoever broke the acquiring half. */
export function parseRecord(bytes: Uint8Array, path: string): ShelfRecord {
  try {
    const said = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>
    if (said['schema'] !== 1) throw new Error('its schema is unknown')
    return {
      schema: 1,
      version: parseVersion(text(said, 'version')),
      artifact: parseArtifactName(text(said, 'artifact')),
      sha256: digest(text(said, 'sha256')),
      origin: text(said, 'origin'),
      sizeBytes: size(said, 'sizeBytes'),
      unpackedBytes: size(said, 'unpackedBytes'),
      sidecars: names(said['sidecars']),
      atMs: size(said, 'atMs'),
    }
  } catch (cause) {
    throw failure('DATA', `'${path}' is not a record of the shelf`, { cause, next: `Remove '${path}'; the release will be fetched again.` })
  }
}

/** A digest that is about to become a path. */
export function digest(value: string): string {
  if (/^[0-9a-f]{64}$/.test(value)) return value
  throw new Error('its sha256 is not a digest')
}

function text(said: Record<string, unknown>, key: string): string {
  const value = said[key]
  if (typeof value === 'string') return value
  throw new Error(`its '${key}' is not text`)
}

function size(said: Record<string, unknown>, key: string): number {
  const value = said[key]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`its '${key}' is not a number`)
}

function names(value: unknown): readonly ArtifactName[] {
  if (!Array.isArray(value) || value.length > sidecarsMax) throw new Error("its 'sidecars' are not a short list")
  return value.map((name) => parseArtifactName(String(name)))
}
