import { posix } from 'node:path'
import { failure, isFailure } from '../errors.ts'
import { setValues } from '../formats/build-info/set-values.ts'
import type { Disk, ReadsDisk } from '../host/types.ts'
import { replaceFile } from './durable.ts'
import { buildInfoBytesMax } from './limits.ts'
import type { PlannedBuildInfo } from './plan.ts'

interface Written { readonly text: string; readonly mode: number }

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
export async function tryBuildInfo(disk: ReadsDisk, info: PlannedBuildInfo): Promise<void> {
  const text = (await current(disk, info))?.text ?? ''
  try {
    setValues(info.format, text, info.file, info.values)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    throw failure(thrown.code, `what is installed could not be recorded afterwards`, { cause: thrown, next: `correct '${info.file}', or [build_info]` })
  }
  if ((await disk.look(posix.dirname(info.file)))?.kind !== 'directory') throw failure('CONFIG', `the directory of '${info.file}' does not exist`, { next: 'correct [build_info], or make the directory' })
}

async function current(disk: ReadsDisk, { file }: PlannedBuildInfo): Promise<Written | null> {
  const facts = await disk.look(file)
  if (facts === null) return null
  // To write through somebody's link would be to change a file that nobody named.
  if (facts.kind !== 'file') throw failure('CONFIG', `'${file}' is no regular file`, { next: 'name the file itself in [build_info]' })
  const bytes = await disk.read(file, buildInfoBytesMax)
  return bytes === null ? null : { text: Buffer.from(bytes).toString('utf8'), mode: facts.mode }
}
