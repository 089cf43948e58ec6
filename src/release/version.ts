import compareSemver from 'semver/functions/compare.js'
import parseSemver from 'semver/functions/parse.js'
import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import { versionCharactersMax, versionsRememberedMax } from './limits.ts'
import { isPlatformWord } from './words.ts'

declare const brand: unique symbol
/** A SemVer version, normalised: no leading `v`, no leading zeros, `+build` kept. `1.0.0-rc.1` */
export type Version = string & { readonly [brand]: 'Version' }

/** A version, and how its publisher spells it: `{ version: '0.2.0', tag: 'v0.2.0' }`. */
export interface Tagged { readonly version: Version; readonly tag: string }

/** Reads SemVer with an optional leading `v`; null for everything else (also for spaces, `=1.0.0`, and numbers beyond 2^53). */
export function readVersion(text: string): Version | null {
  if (text.length > versionCharactersMax || !/^v?\d[0-9A-Za-z.+-]*$/.test(text)) return null
  const parsed = parsedOf(text)
  if (parsed === null) return null
  const build = parsed.build.length > 0 ? `+${parsed.build.join('.')}` : ''
  return `${parsed.version}${build}` as Version
}

/** As `readVersion`, and keeps the spelling. */
export function readTag(text: string): Tagged | null {
  const version = readVersion(text)
  return version === null ? null : { version, tag: text }
}

/** As `readVersion`; DATA when it is not a version. */
export function parseVersion(text: string): Version {
  const version = readVersion(text)
  if (version !== null) return version
  throw failure('DATA', `${quoted(text, 80)} is not a version`, { next: 'Versions look like 1.2.3, v1.2.3 or 1.2.3-rc.1.' })
}

/** SemVer precedence: negative when `a` is older. `+build` does not count (semver.org 10), so 0 is not "the same release". */
export function compareVersions(a: Version, b: Version): number {
  return compareSemver(parsedOf(a) ?? a, parsedOf(b) ?? b)
}

const remembered = new Map<string, ReturnType<typeof parseSemver>>()

/** Lists are sorted, and each release of one is compared with the live one many times: reading a version costs twenty times as much as comparing it. */
function parsedOf(text: string): ReturnType<typeof parseSemver> {
  const known = remembered.get(text)
  if (known !== undefined) return known
  if (remembered.size >= versionsRememberedMax) remembered.clear()
  const parsed = parseSemver(text)
  remembered.set(text, parsed)
  return parsed
}

/** As `compareVersions`, of what may be a label (`adopted-…`), which is neither older nor newer: null. */
export function compareLabels(left: string, right: string): number | null {
  const [a, b] = [readVersion(left), readVersion(right)]
  return a === null || b === null ? null : compareVersions(a, b)
}

/** The first number of a version, or of a tag; null when the text is none. */
export function majorOf(text: string): number | null {
  const version = readVersion(text)
  return version === null ? null : (parsedOf(version)?.major ?? null)
}

/** Whether it carries a pre-release part: `1.0.0-rc.1`. */
export function isPrerelease(version: Version): boolean {
  return (parsedOf(version)?.prerelease.length ?? 0) > 0
}

/**
 * Whether the text names exactly this version, with or without `v`: a program's `--version` output, a signed file name, a
 * trusted comment. `1.2.3` is not found in `11.2.3`, `1.2.30`, `1.2.3.4`, `1.2.3-rc.1` or `1.2.3+build`.
 */
export function containsVersion(text: string, version: Version): boolean {
  return versionsIn(text).includes(version)
}

/** Every version that the text names as a whole word, in order. */
export function versionsIn(text: string): readonly Version[] {
  const words = text.matchAll(/(?<![0-9A-Za-z]|[0-9A-Za-z][.+~])v?\d+\.\d+\.\d+[0-9A-Za-z.+_~-]*/gi)
  return Array.from(words, ([word]) => readVersion(withoutSuffix(word))).filter((version) => version !== null)
}

/**
 * Cuts `0.2.0-linux-amd64.tar.gz` to `0.2.0`: to SemVer all of it would be one pre-release. Only words known to name a
 * platform or an archive are cut, so that an unknown word (`-hotfix`, `_rc1`) leaves a different version: it fails closed.
 */
function withoutSuffix(word: string): string {
  const plain = word.replace(/^V/, 'v').replace(/[._~+-]+$/, '')
  for (const separator of plain.matchAll(/[._~-]/g)) {
    const next = /^[0-9A-Za-z]+(?:_64)?/.exec(plain.slice(separator.index + 1))
    if (next !== null && isPlatformWord(next[0])) return plain.slice(0, separator.index)
  }
  return plain
}
