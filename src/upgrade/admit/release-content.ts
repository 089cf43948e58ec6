import { failure } from '../../errors.ts'
import { locateFiles } from '../../formats/archive/archive-content.ts'
import { readElf } from '../../formats/elf.ts'
import { quoted } from '../../formats/printable.ts'
import type { Architecture } from '../../release/platform.ts'
import { type Version, versionsIn } from '../../release/version.ts'
import type { Member } from '../ports.ts'

/** What a release must hold, and what of it is used. */
export interface ContentRules {
  /** The managed files, relative to the top directory if there is one. */
  readonly binaries: readonly string[]
  /** What else is written when only files are: paths, or directories with a slash at their end. A release need not hold them. Absent: nothing. */
  readonly extras?: readonly string[]
  /** `files`: only those are written. `tree`: everything. */
  readonly keep: 'files' | 'tree'
  /** Added here afterwards, so that a release that lies here already may have them. Absent: nothing is. */
  readonly made?: readonly string[]
  /** When not null: exactly these files, and no others. */
  readonly members: readonly string[] | null
  readonly architecture: Architecture
}
/** One member as it was read. `head`: its first bytes, of files that may be managed ones. */
export interface ReadMember extends Pick<Member, 'path' | 'kind' | 'mode'> { readonly sizeBytes: number; readonly head: Uint8Array | null }
export interface ReleaseContent {
  /** `''` for a flat archive, else `jaco-v0.2.0-linux-amd64/`. */
  readonly prefix: string
  /** Bytes that unpacking writes. */
  readonly unpackedBytes: number
}

/**
 * Judges the whole list of members; where the top directory is, is only known at its end. DATA when a managed file is missing,
 * is empty, or is for another machine, and when the top directory names another version; REFUSED when the list is not the one that was agreed on.
 */
export function contentOf(members: readonly ReadMember[], rules: ContentRules, version: Version): ReleaseContent {
  const kept = members.map((member) => ({ kind: member.kind, path: member.path, sizeBytes: member.sizeBytes, mode: member.mode === 0o755 ? 0o755 as const : 0o644 as const }))
  const { topDirectory, files } = locateFiles(kept, rules.binaries)
  const prefix = topDirectory === null ? '' : `${topDirectory}/`
  const said = versionsIn(topDirectory ?? '')
  if (said.length > 0 && !said.includes(version)) throw failure('DATA', `the release's top directory is ${quoted(topDirectory ?? '')}, which is not version ${version}`)
  for (const [name, path] of files) refuseUnfit(name, members.find((member) => member.path === path), rules)
  const paths = members.filter((member) => member.kind === 'file').map((member) => member.path.slice(prefix.length))
  if (rules.members !== null) refuseOthers(paths, rules.members)
  const written = members.filter((member) => rules.keep === 'tree' || isUsed(member.path.slice(prefix.length), rules))
  return { prefix, unpackedBytes: written.reduce((sum, member) => sum + member.sizeBytes, 0) }
}

/** By its path after the top directory: a managed file, or one that somebody else asks for. */
export function isUsed(path: string, rules: Pick<ContentRules, 'binaries' | 'extras'>): boolean {
  return rules.binaries.includes(path) || isExtra(path, rules)
}

export function isExtra(path: string, { extras = [] }: Pick<ContentRules, 'extras'>): boolean {
  return extras.some((extra) => path === extra || (extra.endsWith('/') && path.startsWith(extra)))
}

/** The same as long as nobody knows whether there is a top directory. */
export function mayBeUsed(path: string, rules: Pick<ContentRules, 'binaries' | 'extras'>): boolean {
  return isUsed(path, rules) || isUsed(path.slice(path.indexOf('/') + 1), rules)
}

/** Whether this path may turn out to be a managed file, as long as nobody knows whether there is a top directory. */
export function mayBeManaged(path: string, rules: Pick<ContentRules, 'binaries'>): boolean {
  return rules.binaries.includes(path) || rules.binaries.includes(path.slice(path.indexOf('/') + 1))
}

function refuseUnfit(name: string, member: ReadMember | undefined, { architecture }: ContentRules): void {
  if (member === undefined || member.sizeBytes === 0) throw failure('DATA', `the release's file ${quoted(name)} is empty`)
  const machine = machineOf(member.head ?? new Uint8Array(), member.sizeBytes)
  if (machine !== 'unknown' && machine !== architecture) throw failure('DATA', `the release's file ${quoted(name)} is a program for ${machine}, this machine is ${architecture}`)
}

/** `unknown`: a script, or an executable whose tables do not lie at its beginning, which is legal. */
function machineOf(head: Uint8Array, sizeBytes: number): string {
  try {
    const elf = readElf(head)
    return elf === null ? 'unknown' : (elf.architecture ?? `machine ${elf.machine}`)
  } catch (thrown) {
    if (head.length < sizeBytes) return 'unknown'
    throw thrown
  }
}

function refuseOthers(paths: readonly string[], agreed: readonly string[]): void {
  const [extra] = paths.filter((path) => !agreed.includes(path))
  if (extra !== undefined) throw failure('REFUSED', `the release holds ${quoted(extra)}, which is not among its agreed members`)
  const [missing] = agreed.filter((path) => !paths.includes(path))
  if (missing !== undefined) throw failure('REFUSED', `the release does not hold ${quoted(missing)}, which is among its agreed members`)
}
