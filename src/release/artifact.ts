import { failure } from '../errors.ts'
import { isPrintable, quoted } from '../formats/printable.ts'
import { artifactNameBytesMax } from './limits.ts'

declare const brand: unique symbol
/** A file's base name, safe to join to a directory: no slash, no `..`, nothing invisible. */
export type ArtifactName = string & { readonly [brand]: 'ArtifactName' }

/** What an artifact's bytes are. Digests are lower-case hex. */
export interface ArtifactDigest {
  readonly sha256: string
  readonly sizeBytes: number
}

/** DATA when the text is not the base name of one file: names come from URLs, lists and manifests, and end up in paths. */
export function parseArtifactName(text: string): ArtifactName {
  const wrong = faultOf(text)
  if (wrong === null) return text as ArtifactName
  throw failure('DATA', `${quoted(text)} cannot be an artifact's name: it ${wrong}`)
}

function faultOf(text: string): string | null {
  if (text === '') return 'is empty'
  if (text === '.' || text === '..') return 'is a directory'
  if (/[/\\]/.test(text)) return 'has a slash'
  if (!isPrintable(text)) return 'has a character that cannot be seen'
  if (Buffer.byteLength(text) > artifactNameBytesMax) return `is longer than ${artifactNameBytesMax} bytes`
  return null
}
