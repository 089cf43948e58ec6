import { isAbsolute, posix } from 'node:path'
import { failure } from '../errors.ts'
import type { ReadsDisk } from '../host/types.ts'
import { readVersion } from '../release/version.ts'
import type { Plan } from './plan.ts'

/** The release that is live now, as far as disk and journals can tell. */
export interface LiveRelease {
  /** SemVer, or `adopted-<digest>` for a release that nobody recorded. */
  readonly version: string
  readonly artifactSha256: string | null
  readonly directory: string
  /** By public path; null where there is no file yet. */
  readonly sha256: ReadonlyMap<string, string | null>
}

const linksMax = 16

/** Follows links to the file that a path really names; null when there is nothing. */
export async function resolved(disk: ReadsDisk, path: string): Promise<string | null> {
  let at = path
  for (let hops = 0; hops < linksMax; hops++) {
    const facts = await disk.look(at)
    if (facts === null) return null
    if (facts.kind !== 'symlink') return at
    const target = await disk.readLink(at)
    if (target === null) return null
    at = await beneathLinks(disk, isAbsolute(target) ? target : posix.join(posix.dirname(at), target))
  }
  throw failure('CONFIG', `'${path}' is a chain of more than ${linksMax} links`)
}

/** The nearest link in the middle (`<home>/current/bin/jacod`) is followed by its own name, so that the answer names the release. */
async function beneathLinks(disk: ReadsDisk, path: string): Promise<string> {
  for (let at = posix.dirname(path); at !== posix.dirname(at); at = posix.dirname(at)) {
    const target = (await disk.look(at))?.kind === 'symlink' ? await disk.readLink(at) : null
    if (target !== null) return posix.join(isAbsolute(target) ? target : posix.join(posix.dirname(at), target), posix.relative(at, path))
  }
  return path
}

export async function digestsOf(disk: ReadsDisk, paths: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const digests = new Map<string, string | null>()
  for (const path of paths) {
    const file = await resolved(disk, path)
    digests.set(path, file === null ? null : await disk.sha256(file))
  }
  return digests
}

/** The newest recorded release whose files are, byte for byte, what is live. History knows what it was called. */
export function recorded(plans: readonly Plan[], live: ReadonlyMap<string, string | null>): Pick<LiveRelease, 'version' | 'artifactSha256'> | null {
  for (const plan of plans.toReversed()) {
    if (plan.files.every((file) => live.get(file.publicPath) === file.newSha256)) return { version: plan.to.version, artifactSha256: plan.to.artifactSha256 }
    if (plan.from !== null && plan.files.every((file) => live.get(file.publicPath) === file.keptSha256)) return { version: plan.from.version, artifactSha256: plan.from.artifactSha256 }
  }
  return null
}

/** A name for a release that was placed by hand or by another tool and does not tell its version. */
export function adoptedLabel(live: ReadonlyMap<string, string | null>): string {
  const first = [...live.values()].find((sha256) => sha256 !== null)
  return `adopted-${(first ?? '').slice(0, 12)}`
}

/** The directory that holds the live release: one below `releases`, or where an adopted one will be laid down. */
export async function liveDirectory(disk: ReadsDisk, publicPath: string, releases: string, version: string): Promise<string> {
  const file = await resolved(disk, publicPath)
  const inside = file?.startsWith(`${releases}/`) === true ? file.slice(releases.length + 1).split('/')[0] : undefined
  return posix.join(releases, inside ?? version)
}

/** What its own directory calls the live release, for those who may not read the records; null when it lies in none of ours. */
export async function versionByPlace(disk: ReadsDisk, publicPath: string, releases: string): Promise<string | null> {
  const directory = posix.basename(await liveDirectory(disk, publicPath, releases, ''))
  return readVersion(directory.replace(/~.*$/, '')) === null ? null : directory.replace(/~.*$/, '')
}
