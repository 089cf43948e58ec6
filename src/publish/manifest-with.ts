import { formatManifest } from '../formats/manifest/manifest.ts'
import { quoted } from '../formats/printable.ts'
import { isPrerelease, parseVersion } from '../release/version.ts'
import { manifestBytesMax } from './limits.ts'
import { bodyOf } from './local-file.ts'
import { readForRewriting } from './manifest-file.ts'
import type { Body, Store } from './ports.ts'
import { type Entry, refuseForgotten, withChannel, withRelease } from './release-in-manifest.ts'

export interface ManifestWanted {
  /** Its name in the stores: artifacts and list lie at `prefix` beside it. */
  readonly name: string
  readonly prefix: string
  /** Where the files will be; null: relative to the manifest. */
  readonly baseUrl: string | null
  /** Null: `stable`, forward only, and none for a pre-release. */
  readonly channel: string | null
}

interface Stores {
  readonly manifests: Store
  readonly there: Store | null
}

/** The whole manifest with this release in it, to be put where it was. `channel`: the one that leads to this release now. */
export interface ManifestMade { readonly name: string; readonly body: Body; readonly channel: string | null }

/** Reads the manifest that is there and enters a release. Puts nothing anywhere. REFUSED when another one is published meanwhile. */
export async function manifestWith({ name, prefix, baseUrl, channel }: ManifestWanted, entry: Omit<Entry, 'urlOf'>, { manifests, there }: Stores): Promise<ManifestMade> {
  const before = readForRewriting(await manifests.get(name, manifestBytesMax), quoted(name))
  const urlOf = (file: string): string => (baseUrl === null ? `${prefix}${file}` : `${baseUrl.replace(/\/$/, '')}/${file}`)
  const added = withRelease(before, { ...entry, urlOf })
  const into = channel ?? (isPrerelease(parseVersion(entry.version)) ? null : 'stable')
  const moved = into === null ? added : withChannel(added, into, entry.version, channel === null ? 'forward' : 'asked for')
  if (there !== null) {
    const published = await there.get(name, manifestBytesMax)
    if (published !== null) refuseForgotten(readForRewriting(published, `the manifest at ${there.where}`), moved, there.where)
  }
  return { name, body: bodyOf(Buffer.from(formatManifest(moved))), channel: into === null || moved.channels[into] !== entry.version ? null : into }
}
