import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import type { Disk, ReadsDisk } from '../../host/types.ts'
import { removeTree, treeOf } from './directory-tree.ts'

export interface ReleasePlace {
  /** `/opt/jaco/releases`. */
  readonly releases: string
  readonly version: string
  readonly artifactSha256: string
  /** Files that are added to a release afterwards: they say nothing of which release it is. Absent: none are. */
  readonly made?: readonly string[]
}

/** Of one version, each with other content. */
const directoriesMax = 9

/** Unfinished unpacking, perhaps of what nobody vouches for; garbage by definition, whoever left it. */
export const stagingOf = ({ releases, version }: Pick<ReleasePlace, 'releases' | 'version'>): string => posix.join(releases, `${version}.partial`)

/**
 * Gives a complete, durable release its final name. A directory of that name with the very same content is used as it is (the
 * live version may be running out of it); one with other content is left alone, and the release gets its digest into its name, and then a number: what is
 * kept of a release depends on the settings, too (an example that a gate reads, unit files), and whoever writes those tries more than once.
 */
export async function nameRelease(disk: Disk, root: string, place: ReleasePlace): Promise<string> {
  const plain = posix.join(place.releases, place.version)
  const own = `${plain}~${place.artifactSha256.slice(0, 12)}`
  for (const directory of [plain, own, ...Array.from({ length: directoriesMax - 2 }, (_, index) => `${own}.${index + 2}`)]) {
    const facts = await disk.look(directory)
    if (facts === null) return rename(disk, root, directory, place)
    if (facts.kind === 'directory' && (await sameContent(disk, { left: root, right: directory, made: place.made ?? [] }))) return directory
  }
  throw failure('REFUSED', `'${own}' and ${directoriesMax - 1} more beside it are not what was unpacked: they were changed, or made under other settings`, { next: `'app-upgrade list' says which of them ran here; remove those that never did, and try again` })
}

/** Removes what crashed runs left, of this version or another one. */
export async function removeLeftovers(disk: Disk, releases: string): Promise<void> {
  const names = ((await disk.list(releases)) ?? []).filter((name) => name.endsWith('.partial'))
  for (const name of names) await removeTree(disk, posix.join(releases, name))
}

async function rename(disk: Disk, root: string, directory: string, { releases }: ReleasePlace): Promise<string> {
  await disk.rename(root, directory)
  await disk.syncDirectory(releases)
  return directory
}

/** Names, kinds, modes, owners and every byte. */
async function sameContent(disk: ReadsDisk, { left, right, made }: { readonly left: string; readonly right: string; readonly made: readonly string[] }): Promise<boolean> {
  const [ours, theirs] = [await describe(disk, left, made), await describe(disk, right, made)]
  return ours.length === theirs.length && ours.every((line, index) => line === theirs[index])
}

async function describe(disk: ReadsDisk, root: string, made: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = []
  for (const { path, facts } of await treeOf(disk, root)) {
    // With the directories above them, which may have been made for them alone.
    if (made.some((file) => file === path || file.startsWith(`${path}/`))) continue
    const content = facts.kind === 'file' ? await disk.sha256(posix.join(root, path)) : ''
    lines.push([path, facts.kind, facts.mode, facts.uid, facts.gid, content].join('\0'))
  }
  return lines
}
