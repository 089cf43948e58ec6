import { posix } from 'node:path'
import { failure } from '../errors.ts'
import { utf8 } from '../formats/utf8.ts'
import type { Disk } from '../host/types.ts'
import { ensureDirectory, replaceFile } from '../upgrade/durable.ts'
import { readTrusted } from './trusted-file.ts'

/** Null: there is none. CONFIG when others could have written it, or it is no text. */
export async function readOperatorFile(disk: Disk, file: string, owner: number): Promise<string | null> {
  const bytes = await readTrusted(disk, file, owner)
  const text = bytes === null ? '' : utf8(bytes)
  if (text === null) throw failure('CONFIG', `'${file}' is not UTF-8`)
  return bytes === null ? null : text
}

/** Durable, and never half of it; content null: there shall be none. */
export async function writeOperatorFile(disk: Disk, file: string, content: string | null): Promise<void> {
  const directory = posix.dirname(file)
  if (content !== null) {
    await ensureDirectory(disk, directory, 0o755)
    return replaceFile(disk, file, Buffer.from(content), 0o644)
  }
  await disk.remove(file)
  await disk.syncDirectory(directory)
}

/** What one change made of the file. */
export interface Made { readonly before: string | null; readonly after: string | null }

/** As it was before, when what the change belongs to has failed. Whoever has said something since is left alone: a hold must not be lost to somebody else's mishap. */
export async function takeBack(disk: Disk, file: string, { before, after, owner }: Made & { readonly owner: number }): Promise<void> {
  const now = await readOperatorFile(disk, file, owner)
  if (now === after && now !== before) await writeOperatorFile(disk, file, before)
}
