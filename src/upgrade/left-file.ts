import { posix } from 'node:path'
import { failure } from '../errors.ts'
import type { Disk, ReadsDisk } from '../host/types.ts'
import { ensureDirectory } from './durable.ts'

/** tmpfiles.d makes the system's directory, with the acquiring half's group; a user's own is made here. */
const directoryMode = 0o750

/** Leaves a value for a unit that is about to be started, over what an earlier run left: only its owner can write there, and only our group can read. */
export async function leaveFile(disk: Disk, path: string, value: unknown): Promise<void> {
  await disk.remove(path)
  await leaveNewFile(disk, path, value)
}

/** The same where nothing may lie: an existing file is a failure, never written over. */
export async function leaveNewFile(disk: Disk, path: string, value: unknown): Promise<void> {
  await ensureDirectory(disk, posix.dirname(path), directoryMode)
  await disk.create(path, leftBytes(value), 0o640)
}

export function leftBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

/** Null when there is none. PERMISSION when others than root and this owner could have written it. */
export async function readLeftFile(disk: ReadsDisk, path: string, { owner, sizeBytesMax }: { readonly owner: number; readonly sizeBytesMax: number }): Promise<Uint8Array | null> {
  const facts = await disk.look(path)
  if (facts === null) return null
  if (facts.kind !== 'file' || (facts.uid !== 0 && facts.uid !== owner) || (facts.mode & 0o022) !== 0) throw failure('PERMISSION', `'${path}' is not a file that only ${owner === 0 ? 'root' : 'you'} can write`)
  return disk.read(path, sizeBytesMax)
}
