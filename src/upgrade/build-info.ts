import { posix } from 'node:path'
import { failure, isFailure } from '../errors.ts'
import { setValues } from '../formats/build-info/set-values.ts'
import type { Disk, FileFacts, ReadsDisk } from '../host/types.ts'
import { replaceFile } from './durable.ts'
import { buildInfoBytesMax } from './limits.ts'
import type { PlannedBuildInfo } from './plan.ts'

interface Written { readonly text: string; readonly mode: number; readonly uid: number; readonly gid: number }
/** Whose a file is that we make. */
type Owner = Pick<FileFacts, 'uid' | 'gid'>

/** Sets the values in the app's own file, durably; one that says so already is not touched. A file that is not there is made. */
export async function writeBuildInfo(disk: Disk, info: PlannedBuildInfo): Promise<void> {
  const now = await current(disk, info)
  const text = setValues(info.format, now?.text ?? '', info.file, info.values)
  if (text !== now?.text) return replaceFile(disk, info.file, Buffer.from(text), now?.mode ?? 0o644)
  // Whoever wrote it may have died before it was durable.
  await disk.syncFile(info.file)
  await disk.syncDirectory(posix.dirname(info.file))
}

/** Asked before anything is touched: what could not be written afterwards. CONFIG or DATA, naming the file. */
export async function tryBuildInfo(disk: ReadsDisk, info: PlannedBuildInfo, owner: Owner = { uid: 0, gid: 0 }): Promise<void> {
  const now = await current(disk, info)
  const directory = await disk.look(posix.dirname(info.file))
  if (directory?.kind !== 'directory') throw failure('CONFIG', `the directory of '${info.file}' does not exist`, { next: 'correct [build_info], or make the directory' })
  if (textAfter(now, info) === now?.text || now === null) return
  // In a directory that hands its group on, a new file has that (inode(7), S_ISGID).
  refuseClosing(info, now, (directory.mode & 0o2000) === 0 ? owner : { ...owner, gid: directory.gid })
}

/** It is written anew, and is ours then: without capabilities we may give it to nobody. Whom its mode lets in as others has lost nothing. */
function refuseClosing({ file }: PlannedBuildInfo, { mode, uid, gid }: Written, owner: Owner): void {
  const isClosed = (mode & 0o004) === 0 && ((uid !== owner.uid && (mode & 0o400) !== 0) || (gid !== owner.gid && (mode & 0o040) !== 0))
  if (isClosed) throw failure('CONFIG', `'${file}' belongs to user ${uid} and group ${gid}, who alone may read it; written anew it would be closed to them`, { next: `let everybody read it (chmod o+r ${file}), or let its directory hand its group on (chgrp and chmod g+s); or leave [build_info] out` })
}

function textAfter(now: Written | null, info: PlannedBuildInfo): string {
  try {
    return setValues(info.format, now?.text ?? '', info.file, info.values)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    throw failure(thrown.code, `what is installed could not be recorded afterwards`, { cause: thrown, next: `correct '${info.file}', or [build_info]` })
  }
}

async function current(disk: ReadsDisk, { file }: PlannedBuildInfo): Promise<Written | null> {
  const facts = await disk.look(file)
  if (facts === null) return null
  // To write through somebody's link would be to change a file that nobody named.
  if (facts.kind !== 'file') throw failure('CONFIG', `'${file}' is no regular file`, { next: 'name the file itself in [build_info]' })
  const bytes = await disk.read(file, buildInfoBytesMax)
  return bytes === null ? null : { text: Buffer.from(bytes).toString('utf8'), mode: facts.mode, uid: facts.uid, gid: facts.gid }
}
