import { failure } from '../errors.ts'
import { formatManifest, type Manifest, parseManifest } from '../formats/manifest/manifest.ts'
import { quoted } from '../formats/printable.ts'
import { noManifest } from './release-in-manifest.ts'

/**
 * Reads a manifest in order to write it again. REFUSED when it says anything that would be lost on the way: it is somebody else's
 * file, or a newer program's.
 */
export function readForRewriting(bytes: Uint8Array | null, where: string): Manifest {
  if (bytes === null) return noManifest
  const manifest = parseManifest(bytes, where)
  const lost = [...keysOf(JSON.parse(Buffer.from(bytes).toString()))].filter((key) => !keysOf(JSON.parse(formatManifest(manifest))).has(key))
  if (lost.length > 0) throw failure('REFUSED', `${where} has keys that would be lost: ${lost.slice(0, 5).map((key) => quoted(key, 60)).join(', ')}`, { next: 'Take them out, or add the release by hand.' })
  return manifest
}

/** `releases.artifacts.url`: where a value stands, without numbers. What is null says nothing. */
function keysOf(value: unknown, path = ''): ReadonlySet<string> {
  const keys = new Set<string>()
  if (Array.isArray(value)) for (const one of value) for (const key of keysOf(one, path)) keys.add(key)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      // A plain no is what every reader takes silence for here, and is not written.
      if (inner === false && (name === 'yanked' || name === 'stop_over')) continue
      const key = path === '' ? name : `${path}.${name}`
      keys.add(key)
      for (const deeper of keysOf(inner, key)) keys.add(deeper)
    }
  }
  return keys
}
