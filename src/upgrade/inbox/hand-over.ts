import { posix } from 'node:path'
import { failure, isFailure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { OpenDirectory } from '../../host/open-directory.ts'
import type { Disk, FileFacts, Files, Ownership } from '../../host/types.ts'
import { parseArtifactName } from '../../release/artifact.ts'
import { isPlainName } from './bundle-name.ts'
import { ensureDirectory } from '../durable.ts'
import { bundleFilesMax, handedMsMax } from '../limits.ts'

export interface HandOverTools {
  readonly disk: Disk
  readonly files: Files
  readonly open: (path: string) => Promise<OpenDirectory | null>
  readonly remove: (path: string) => Promise<void>
  /** Of the directory that it is handed over in. */
  readonly hex: string
  readonly nowMs: number
}
export interface HandOver {
  /** The bundle, wherever it lies and whosever it is. */
  readonly from: string
  /** A directory of the owner's, in which everybody may read. */
  readonly handed: string
  readonly fileBytesMax: number
  readonly owner: Pick<Ownership, 'uid' | 'gid'>
}

/**
 * Copies a bundle to where the half that acquires can read it: whatever its modes are, on whatever medium it came, and so that nobody who may still write to it can
 * change what was looked at. Nothing of it is believed or parsed. REFUSED for anything but plain files side by side: links, devices and pipes are never opened.
 */
export async function handOver({ from, handed, fileBytesMax, owner }: HandOver, tools: HandOverTools): Promise<string> {
  await forgetStale(handed, tools)
  const bundle = await tools.open(from)
  if (bundle === null) throw failure('UNAVAILABLE', `there is no bundle ${quoted(from)}`, { next: 'Give the path of the directory that holds the release and what is signed.' })
  const above = posix.join(handed, tools.hex)
  const name = posix.basename(from)
  const to = posix.join(above, isPlainName(name) ? name : 'release.bundle')
  try {
    const names = await plainNames(bundle, from, { fileBytesMax, owner })
    await ensureDirectory(tools.disk, to, 0o755)
    for (const one of names) await copy({ bundle, name: one, to, fileBytesMax, owner: { mode: 0o644, ...owner } }, tools)
    return to
  } catch (thrown) {
    await takeBack(to, tools)
    throw thrown
  } finally {
    await bundle.close()
  }
}

/** May be repeated, and never fails: what is left is forgotten by the next one. */
export async function takeBack(handedOver: string, { remove }: Pick<HandOverTools, 'remove'>): Promise<void> {
  await remove(posix.dirname(handedOver)).catch(() => undefined)
}

/** All of them are looked at before any is read. */
async function plainNames(bundle: OpenDirectory, from: string, { fileBytesMax, owner }: Pick<HandOver, 'fileBytesMax' | 'owner'>): Promise<readonly string[]> {
  const names = await bundle.names()
  if (names.length > bundleFilesMax) throw failure('REFUSED', `the bundle ${quoted(from)} holds ${names.length} files; at most ${bundleFilesMax} are taken`)
  if (names.length === 0) throw failure('REFUSED', `the bundle ${quoted(from)} is empty`)
  for (const name of names) {
    try {
      parseArtifactName(name)
    } catch (thrown) {
      throw refusedAs(thrown, `the bundle holds a file whose name cannot be used`)
    }
    const facts = await bundle.look(name)
    if (facts?.kind !== 'file') throw failure('REFUSED', `the bundle holds ${quoted(name)}, which is ${whatItIs(facts)}`, { next: 'A bundle is one directory with plain files in it: the release archive and what lies beside it.' })
    refuseLinked(facts, { name, bundle, owner })
    if (facts.sizeBytes > fileBytesMax) throw failure('REFUSED', `${quoted(name)} in the bundle has ${facts.sizeBytes} bytes; at most ${fileBytesMax} are taken`, { next: "'artifact' under [limits] says how large a release may be." })
  }
  return names
}

/** Whoever brought it could have linked to a file that is not theirs to read, and have us copy it for everybody (proc(5), protected_hardlinks). */
function refuseLinked({ links }: FileFacts, { name, bundle, owner }: Pick<Copying, 'name' | 'bundle'> & Pick<HandOver, 'owner'>): void {
  if (links > 1 && bundle.facts.uid !== owner.uid) throw failure('REFUSED', `the bundle holds ${quoted(name)}, which has another name elsewhere`, { next: 'Copy it instead of linking it.' })
}

const kinds = { directory: 'a directory', symlink: 'a link', other: 'a device, a pipe or a socket', file: 'a file' } as const

function whatItIs(facts: FileFacts | null): string {
  return facts === null ? 'gone, or not named in UTF-8' : kinds[facts.kind]
}

function refusedAs(thrown: unknown, message: string): Error {
  if (!isFailure(thrown)) throw thrown
  return failure('REFUSED', message, { cause: thrown })
}

interface Copying { readonly bundle: OpenDirectory; readonly name: string; readonly to: string; readonly fileBytesMax: number; readonly owner: Ownership }

async function copy({ bundle, name, to, fileBytesMax, owner }: Copying, { files }: HandOverTools): Promise<void> {
  const source = await bundle.file(name)
  if (source === null) throw failure('UNAVAILABLE', `${quoted(name)} went away while the bundle was read`, { next: 'Give a bundle its name only once it is complete: mv x.tmp x.bundle.' })
  try {
    // Once more, of what is open: between the look and this it could have been exchanged (failures.md F45).
    refuseLinked(source.facts, { name, bundle, owner })
    const target = await files.create(posix.join(to, name), owner)
    try {
      for await (const chunk of source.bytes({ fromByte: 0, sizeBytesMax: fileBytesMax })) await target.write(chunk)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** Whoever was to take them back was killed. */
async function forgetStale(handed: string, { disk, remove, nowMs }: HandOverTools): Promise<void> {
  for (const name of (await disk.list(handed)) ?? []) {
    const facts = await disk.look(posix.join(handed, name))
    if (facts !== null && Math.abs(nowMs - facts.modifiedAtMs) > handedMsMax) await remove(posix.join(handed, name)).catch(() => undefined)
  }
}
