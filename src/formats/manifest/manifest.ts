import * as v from 'valibot'
import { failure } from '../../errors.ts'
import { manifestKeys, manifestShape, type ManifestJson, releaseKeys, type ReleaseJson } from './manifest-shape.ts'
import { printable, quoted } from '../printable.ts'
import { parseStrictJson } from '../strict-json.ts'

/**
 * A list of releases in one file. banger's `manifest.json` (formats.md 5.1) is one of these; ours says more. Nobody signs it, so it is
 * hearsay: it says where to look, never what to believe. Example:
 *
 *     {
 *       "schema_version": 1,
 *       "product": "jaco",
 *       "latest_stable": "v1.2.3",
 *       "channels": { "stable": "v1.2.3", "beta": "v1.3.0-beta.1" },
 *       "expires": "2027-01-31T12:00:00Z",
 *       "releases": [
 *         {
 *           "version": "v1.2.3",
 *           "published_at": "2026-11-21T12:00:00Z",
 *           "notes": "What is new, for people.",
 *           "yanked": "reason, for people",
 *           "minimum_helper": "1.0.0",
 *           "rollout_percent": 100,
 *           "rollout_seed": "any text: another one, and other machines come first",
 *           "stop_over": false,
 *           "critical": ["name of a key that a reader must know, or leave this release alone"],
 *           "artifacts": [{ "name": "jaco-v1.2.3-linux-amd64.tar.gz", "url": "v1.2.3/jaco-v1.2.3-linux-amd64.tar.gz", "os": "linux", "arch": "amd64", "size": 123 }],
 *           "sidecars": [{ "name": "SHA256SUMS", "url": "v1.2.3/SHA256SUMS", "size": 97 }, { "name": "SHA256SUMS.minisig", "url": "v1.2.3/SHA256SUMS.minisig" }]
 *         }
 *       ]
 *     }
 *
 * Needed are `schema_version`, `releases`, and of each release its `version`. Addresses are relative to the manifest, or absolute.
 * `expires` and `critical` may stand at the top and mean the whole manifest there. banger's releases have `tarball_url`,
 * `sha256sums_url` and `sha256sums_sig_url` instead of `artifacts` and `sidecars`.
 */
export interface Manifest {
  readonly product: string | null
  /** A tag. What the publisher wants everybody to have; nothing newer is offered in this channel. */
  readonly latestStable: string | null
  /** Channel → tag. */
  readonly channels: Readonly<Record<string, string>>
  readonly expiresAtMs: number | null
  /** Version of app-upgrade that can read what the manifest means; null: any. */
  readonly minimumHelper: string | null
  readonly releases: readonly ManifestRelease[]
}
export interface ManifestRelease {
  /** As its publisher spells it, with or without `v`. */
  readonly version: string
  readonly publishedAtMs: number | null
  /** For people, and as foreign as anything else here: to be shown escaped (failures.md J39). */
  readonly notes: string | null
  /** Why it was withdrawn; null when it was not. */
  readonly yanked: string | null
  readonly minimumHelper: string | null
  /** Whole percent of all machines that are meant; null: all. */
  readonly rolloutPercent: number | null
  /** Decides which machines come first; null: the version does. */
  readonly rolloutSeed: string | null
  /** `yes`: nobody goes on to a newer release without having run this one. */
  readonly stopOver: 'yes' | 'no'
  /** Keys that must be understood and are not: the release is for a newer reader. */
  readonly unknownCritical: readonly string[]
  readonly artifacts: readonly ManifestArtifact[]
  readonly sidecars: readonly ManifestFile[]
  /** banger's three addresses; null when there are none. */
  readonly plain: { readonly tarballUrl: string; readonly listUrl: string | null; readonly signatureUrl: string | null } | null
}
export interface ManifestFile {
  readonly name: string
  readonly url: string
  readonly sizeBytes: number | null
  /** Lower-case hex. Unsigned, so it proves nothing: only a signed statement does. */
  readonly sha256: string | null
}
export interface ManifestArtifact extends ManifestFile { readonly os: string; readonly arch: string }

/** What may be left out when a manifest is written. */
export const plainRelease = { publishedAtMs: null, notes: null, yanked: null, minimumHelper: null, rolloutPercent: null, rolloutSeed: null, stopOver: 'no', unknownCritical: [], artifacts: [], sidecars: [], plain: null } as const satisfies Omit<ManifestRelease, 'version'>

const schemaVersion = 1

/** DATA when it is malformed, REFUSED when it is meant for a newer app-upgrade. `where` names it in messages. Whoever read the bytes has limited them. */
export function parseManifest(bytes: Uint8Array, where: string): Manifest {
  const value = parseStrictJson(bytes, where, { bytesMax: bytes.length })
  refuseNewer(value, where)
  const read = v.safeParse(manifestShape, value, { abortPipeEarly: true })
  if (!read.success) throw malformed(where, `${v.getDotPath(read.issues[0]) ?? 'it'} ${printable(read.issues[0].message)}`)
  const json = read.output
  const unknown = unknownCritical(json.critical, manifestKeys)
  if (unknown.length > 0) throw failure('REFUSED', `${where} holds ${quoted(unknown.join(', '))}, which must be understood and is not`, { next: newerHelper })
  refuseTwice(json, where)
  return {
    product: json.product ?? null,
    latestStable: json.latest_stable ?? null,
    channels: json.channels ?? {},
    expiresAtMs: momentOf(json.expires),
    minimumHelper: json.minimum_helper ?? null,
    releases: json.releases.map(releaseOf),
  }
}

/** The same as text, one key a line (banger's installer reads `latest_stable` with sed). BUG when `parseManifest` would not read it back. */
export function formatManifest(manifest: Manifest): string {
  const { product, latestStable, channels, expiresAtMs, minimumHelper, releases } = manifest
  const json = {
    schema_version: schemaVersion,
    ...said({ product, latest_stable: latestStable }),
    ...(Object.keys(channels).length > 0 ? { channels } : {}),
    ...said({ expires: isoOf(expiresAtMs), minimum_helper: minimumHelper }),
    releases: releases.map(releaseJson),
  }
  const text = `${JSON.stringify(json, null, 2)}\n`
  parseManifest(Buffer.from(text), 'the manifest that was written')
  return text
}

const newerHelper = 'Upgrade app-upgrade itself, then try again.'

/** Before anything else is looked at: whatever a newer schema means, we would misread it (formats.md 9, P11). */
function refuseNewer(value: unknown, where: string): void {
  const version = typeof value === 'object' && value !== null && 'schema_version' in value ? value.schema_version : null
  if (version === schemaVersion) return
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > schemaVersion) throw failure('REFUSED', `${where} is of schema version ${version}; this app-upgrade reads version ${schemaVersion}`, { next: newerHelper })
  throw malformed(where, `schema_version must be ${schemaVersion}`)
}

/** Two entries for one version: whichever a reader takes, another takes the other. */
function refuseTwice({ releases }: ManifestJson, where: string): void {
  const seen = new Set<string>()
  for (const { version } of releases) {
    const plain = version.replace(/^v/, '')
    if (seen.has(plain)) throw malformed(where, `it lists ${quoted(version, 80)} twice`)
    seen.add(plain)
  }
}

function releaseOf(json: ReleaseJson): ManifestRelease {
  return {
    version: json.version,
    publishedAtMs: momentOf(json.published_at),
    notes: json.notes ?? null,
    yanked: json.yanked === true ? 'withdrawn by its publisher' : json.yanked === false ? null : json.yanked ?? null,
    minimumHelper: json.minimum_helper ?? null,
    rolloutPercent: json.rollout_percent ?? null,
    rolloutSeed: json.rollout_seed ?? null,
    stopOver: json.stop_over === true ? 'yes' : 'no',
    unknownCritical: unknownCritical(json.critical, releaseKeys),
    artifacts: (json.artifacts ?? []).map((one) => ({ ...fileOf(one), os: one.os, arch: one.arch })),
    sidecars: (json.sidecars ?? []).map(fileOf),
    plain: json.tarball_url === undefined ? null : { tarballUrl: json.tarball_url, listUrl: json.sha256sums_url ?? null, signatureUrl: json.sha256sums_sig_url || null },
  }
}

type FileJson = NonNullable<ReleaseJson['sidecars']>[number]
function fileOf({ name, url, size, sha256 }: FileJson): ManifestFile {
  return { name, url, sizeBytes: size ?? null, sha256: sha256 ?? null }
}

function releaseJson(release: ManifestRelease): Record<string, unknown> {
  const { version, publishedAtMs, notes, yanked, minimumHelper, rolloutPercent, rolloutSeed, stopOver, artifacts, sidecars, plain } = release
  return {
    version,
    ...said({ published_at: isoOf(publishedAtMs), notes, yanked, minimum_helper: minimumHelper, rollout_percent: rolloutPercent, rollout_seed: rolloutSeed }),
    ...(stopOver === 'yes' ? { stop_over: true } : {}),
    ...(artifacts.length > 0 ? { artifacts: artifacts.map(({ os, arch, ...file }) => ({ ...fileJson(file), os, arch })) } : {}),
    ...(sidecars.length > 0 ? { sidecars: sidecars.map(fileJson) } : {}),
    ...(plain === null ? {} : said({ tarball_url: plain.tarballUrl, sha256sums_url: plain.listUrl, sha256sums_sig_url: plain.signatureUrl })),
  }
}

function fileJson({ name, url, sizeBytes, sha256 }: ManifestFile): Record<string, unknown> {
  return { name, url, ...said({ size: sizeBytes, sha256 }) }
}

/** Without what is null. */
function said(values: Readonly<Record<string, string | number | null>>): Record<string, string | number> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string | number] => entry[1] !== null))
}

function unknownCritical(critical: readonly string[] | undefined, known: readonly string[]): readonly string[] {
  return (critical ?? []).filter((key) => !known.includes(key))
}

function momentOf(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text)
}

function isoOf(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString()
}

function malformed(where: string, why: string): Error {
  return failure('DATA', `${where} is no list of releases that can be used: ${why}`)
}
