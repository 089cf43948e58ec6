import { quoted } from '../../../formats/printable.ts'
import type { View } from '../../../formats/tuf/client.ts'
import { allPaths, findTarget, type Target } from '../../../formats/tuf/find-target.ts'
import { type ArtifactName, parseArtifactName } from '../../../release/artifact.ts'
import type { Listing } from '../../../release/listing.ts'
import type { Version } from '../../../release/version.ts'
import type { Wanted } from '../../../upgrade/ports.ts'
import { remarksMax } from '../limits.ts'
import { exactly, listingAmong, releasesIn, type TargetNaming } from './releases.ts'

export interface OfferedTarget { readonly path: string; readonly version: Version; readonly artifact: ArtifactName; readonly address: string; readonly remarks: readonly string[] }
/** Null for a path that leads elsewhere. */
type Addresses = (target: Target) => string | null

/** Every release that any role names. */
export async function listedTargets(view: View, naming: TargetNaming): Promise<Listing> {
  return listingAmong(await allPaths(view), naming)
}

/** The newest release that was asked for of which somebody who may say so says that it is one; null without any. */
export async function offeredTarget(view: View, wanted: Wanted, naming: TargetNaming, addressOf: Addresses): Promise<OfferedTarget | null> {
  const remarks: string[] = []
  const candidates = wanted.version === null ? releasesIn(await allPaths(view), naming, wanted) : exactly(wanted.version, naming)
  for (const { path, version, artifact } of candidates) {
    const target = await findTarget(view, path)
    const address = target === null || contradicts(target, version) ? null : addressOf(target)
    if (address !== null) return { path, version, artifact: parseArtifactName(artifact), address, remarks }
    if (wanted.version === null && remarks.length < remarksMax) remarks.push(`the target ${quoted(path)} was passed over: ${target === null ? 'no role that may name it does' : 'its path or its own version contradicts it'}`)
  }
  return null
}

function contradicts({ version: own }: Target, version: Version): boolean {
  return own !== null && own !== version && own !== `v${version}`
}
