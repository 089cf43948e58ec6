import { targetFault, targetPath } from '../../../formats/tuf/names.ts'
import { listedAs, type Listing, listingOf } from '../../../release/listing.ts'
import { type Asked, newestFirst } from '../../../release/newest.ts'
import { type Architecture, expandTemplate, matchTemplate } from '../../../release/platform.ts'
import { type Version, versionsIn } from '../../../release/version.ts'

/** `artifact`: what archives are called; `target`: where among the targets they lie. */
export interface TargetNaming { readonly artifact: string; readonly target: string; readonly architecture: Architecture }
export interface ReleaseTarget { readonly path: string; readonly version: Version; readonly artifact: string }

/** The releases among these targets for this machine, newest first. A path counts only when its name and version lead back to it. */
export function releasesIn(paths: readonly string[], naming: TargetNaming, asked: Asked): readonly ReleaseTarget[] {
  return newestFirst(paths.flatMap((path) => read(path, naming)), asked)
}

/** Every release among these targets for this machine. Whether somebody may name them is looked at when one of them is wanted. */
export function listingAmong(paths: readonly string[], naming: TargetNaming): Listing {
  return listingOf(paths.flatMap((path) => read(path, naming)).map(({ version }) => listedAs(version)))
}

/** Where exactly this version may lie, likeliest first. */
export function exactly(version: Version, { artifact, target, architecture }: TargetNaming): readonly ReleaseTarget[] {
  return expandTemplate(artifact, { version, architecture }).map((name) => ({ path: targetPath(target, { artifact: name, version }), version, artifact: name }))
}

function read(path: string, { artifact: template, target, architecture }: TargetNaming): readonly ReleaseTarget[] {
  const artifact = path.slice(path.lastIndexOf('/') + 1)
  const matched = targetFault(target) === null ? matchTemplate(template, artifact) : null
  if (matched === null || (matched.architecture !== null && matched.architecture !== architecture)) return []
  const versions = matched.version === null ? versionsIn(path) : [matched.version]
  return versions.filter((version) => targetPath(target, { artifact, version }) === path).slice(0, 1).map((version) => ({ path, version, artifact }))
}
