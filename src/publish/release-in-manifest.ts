import { failure } from '../errors.ts'
import { type Manifest, type ManifestFile, type ManifestRelease, plainRelease } from '../formats/manifest/manifest.ts'
import { quoted } from '../formats/printable.ts'
import { architectureOf, type Architecture } from '../release/platform.ts'
import { compareVersions, readVersion } from '../release/version.ts'
import type { LocalFile } from './local-file.ts'

/** A release as the manifest shall tell of it. */
export interface Entry {
  /** The tag. */
  readonly version: string
  readonly atMs: number
  readonly artifacts: readonly LocalFile[]
  /** The list and its signature. */
  readonly sidecars: readonly { readonly name: string; readonly sizeBytes: number }[]
  /** The address of a file, relative to the manifest or absolute. */
  readonly urlOf: (name: string) => string
}

export const noManifest: Manifest = { product: null, latestStable: null, channels: {}, expiresAtMs: null, minimumHelper: null, releases: [] }

/**
 * The manifest with this release in it. REFUSED when that version is there already with other files: hosts that have it would never
 * learn of the change, and those that do not would run something else under its name.
 */
export function withRelease(manifest: Manifest, entry: Entry): Manifest {
  const release = releaseOf(entry)
  const there = manifest.releases.find((one) => isSame(one.version, entry.version))
  if (there === undefined) return { ...manifest, releases: [release, ...manifest.releases] }
  refuseUnlike(there, release)
  return manifest
}

/** A moving channel goes forward only; one that a person asked for goes where he says. */
export function withChannel(manifest: Manifest, name: string, version: string, how: 'asked for' | 'forward'): Manifest {
  const now = name === 'stable' ? manifest.channels[name] ?? manifest.latestStable : manifest.channels[name] ?? null
  if (how === 'forward' && now !== null && isNewer(now, version)) return manifest
  return { ...manifest, channels: { ...manifest.channels, [name]: version }, latestStable: name === 'stable' ? version : manifest.latestStable }
}

/** REFUSED when `published` tells of releases that `mine` does not: somebody else has published since. */
export function refuseForgotten(published: Manifest, mine: Manifest, where: string): void {
  for (const release of published.releases) {
    const kept = mine.releases.find((one) => isSame(one.version, release.version))
    if (kept === undefined) throw failure('REFUSED', `the manifest at ${where} lists ${quoted(release.version, 80)}, and ours does not`, { next: 'Fetch that manifest, and publish into it.' })
    refuseUnlike(release, kept)
  }
}

function releaseOf({ version, atMs, artifacts, sidecars, urlOf }: Entry): ManifestRelease {
  return {
    ...plainRelease, version, publishedAtMs: atMs,
    artifacts: artifacts.map(({ name, sizeBytes, sha256 }) => ({ name, url: urlOf(name), sizeBytes, sha256, os: 'linux', arch: architectureIn(name) })),
    sidecars: sidecars.map(({ name, sizeBytes }) => ({ name, url: urlOf(name), sizeBytes, sha256: null })),
  }
}

/** USAGE when the name says no processor: a manifest has to, and a guess would send a program to the wrong machines. */
export function architectureIn(name: string): Architecture {
  const spelled = name.matchAll(/(?<![a-z0-9])(?:x86_64|[a-z]+64|x64)(?![a-z0-9])/gi)
  const [found, ...others] = new Set(Array.from(spelled, ([word]) => architectureOf(word)).filter((one) => one !== null))
  if (found !== undefined && others.length === 0) return found
  throw failure('USAGE', `${quoted(name)} does not say for which processor it is, and a manifest has to`, { next: 'Name it like acme-v2.0.0-linux-amd64.tar.gz.' })
}

function refuseUnlike(there: ManifestRelease, mine: ManifestRelease): void {
  const digests = ({ artifacts }: ManifestRelease): string => artifacts.map(digestOf).toSorted().join('\n')
  if (digests(there) === digests(mine)) return
  throw failure('REFUSED', `${quoted(there.version, 80)} is in the manifest already, with other files`, { next: 'A published version is never changed: publish a newer one.' })
}

function digestOf({ name, sha256 }: ManifestFile): string {
  return `${sha256 ?? 'unknown'} ${name}`
}

function isSame(one: string, other: string): boolean {
  return one.replace(/^v/, '') === other.replace(/^v/, '')
}

function isNewer(one: string, than: string): boolean {
  const [a, b] = [readVersion(one), readVersion(than)]
  return a !== null && b !== null && compareVersions(a, b) > 0
}
