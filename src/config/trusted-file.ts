import { posix } from 'node:path'
import { failure } from '../errors.ts'
import { printable, quoted } from '../formats/printable.ts'
import type { FileFacts, ReadsDisk } from '../host/types.ts'
import { fragmentBytesMax } from './limits.ts'

/**
 * Whoever can write this file decides what its daemon runs: so only root and the daemon's `owner` may (0: nobody but root), and there must be no
 * second way to its bytes.
 */

/** Null when there is no such file. CONFIG, naming the file, when somebody else could have written it (failures.md E28 to E32). */
export async function readTrusted(disk: ReadsDisk, path: string, owner: number): Promise<Uint8Array | null> {
  const facts = await disk.look(path)
  if (facts === null) return null
  const wrong = fileFault(facts, owner)
  if (wrong !== null) throw distrusted(path, wrong, { facts, owner })
  return disk.read(path, fragmentBytesMax)
}

/** Names in a directory, sorted; none when it does not exist. A directory that others can write is as bad as such a file. */
export async function listTrusted(disk: ReadsDisk, path: string, owner: number): Promise<readonly string[]> {
  const facts = await disk.look(path)
  if (facts === null) return []
  if (facts.kind !== 'directory') throw distrusted(path, `is ${kindWords[facts.kind]}, not a directory`, { facts, owner })
  const wrong = ownerFault(facts, owner)
  if (wrong !== null) throw distrusted(path, wrong, { facts, owner })
  return (await disk.list(path)) ?? []
}

const kindWords = { file: 'a file', directory: 'a directory', symlink: 'a symbolic link', other: 'a device, socket or FIFO' } as const satisfies Record<FileFacts['kind'], string>

function fileFault(facts: FileFacts, owner: number): string | null {
  if (facts.kind !== 'file') return `is ${kindWords[facts.kind]}, not a regular file`
  if (facts.sizeBytes > fragmentBytesMax) return `is larger than ${fragmentBytesMax / 1024} KiB`
  return ownerFault(facts, owner)
}

function ownerFault(facts: FileFacts, owner: number): string | null {
  if (facts.uid !== 0 && facts.uid !== owner) return `belongs to user ${facts.uid}, not to ${owner === 0 ? 'root' : 'you or root'}`
  if ((facts.mode & 0o002) !== 0) return `can be written by everybody (mode ${octal(facts.mode)})`
  if ((facts.mode & 0o020) !== 0) return `can be written by its group (mode ${octal(facts.mode)})`
  return null
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0')
}

function distrusted(path: string, wrong: string, { facts, owner }: { readonly facts: FileFacts; readonly owner: number }): Error {
  const mend = facts.uid === owner ? `chmod go-w ${shown(path)}` : `chown ${owner === 0 ? 'root' : owner}: ${shown(path)} && chmod go-w ${shown(path)}`
  const next = facts.kind === 'file' || facts.kind === 'directory' ? `look at who changed it, then '${mend}'` : `put a plain file into ${shown(posix.dirname(path))}`
  const tooLarge = facts.kind === 'file' && facts.sizeBytes > fragmentBytesMax
  return failure('CONFIG', `${quoted(path)} ${wrong}`, { next: tooLarge ? 'an app file is a few dozen lines: look at what it holds' : next })
}

function shown(path: string): string {
  return printable(path)
}
