import { constants } from 'node:fs'
import { link, lstat, mkdir, open, rename, rmdir, symlink, unlink, type FileHandle } from 'node:fs/promises'
import { failure } from '../errors.ts'
import { createWhole, files } from './files.ts'
import { errnoOf, ifThere, onPath } from './system-error.ts'
import type { ChangesDisk, Ownership } from './types.ts'

const { O_RDONLY, O_WRONLY, O_APPEND, O_NOFOLLOW, O_DIRECTORY, O_NONBLOCK } = constants

/** The changing half of the real disk: one system call's effect each, nothing retried, nothing synced that was not asked for. */
export const changesDisk: ChangesDisk = {
  create: createWhole, copy, append, truncate, remove, makeDirectory,
  link: (existing, path) => onPath('link', path, () => link(existing, path)),
  symlink: (target, path) => onPath('link', path, () => symlink(target, path)),
  rename: (from, to) => onPath('rename to', to, () => rename(from, to)),
  syncFile: (path) => withHandle('sync', path, O_RDONLY | O_NONBLOCK, (handle) => handle.sync()),
  syncDirectory: (path) => withHandle('sync', path, O_RDONLY | O_DIRECTORY, (handle) => handle.sync()),
}

async function copy(from: string, to: string, ownership: Ownership): Promise<void> {
  const source = await files.open(from)
  if (source === null) throw failure('IO', `cannot copy '${from}': it does not exist`)
  try {
    const target = await files.create(to, ownership)
    try {
      for await (const chunk of source.bytes({ fromByte: 0, sizeBytesMax: Number.MAX_SAFE_INTEGER })) await target.write(chunk)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function append(path: string, content: Uint8Array): Promise<void> {
  await withHandle('append to', path, O_WRONLY | O_APPEND, (handle) => handle.writeFile(content))
}

async function truncate(path: string, sizeBytes: number): Promise<void> {
  await withHandle('truncate', path, O_WRONLY, (handle) => handle.truncate(sizeBytes))
}

async function remove(path: string): Promise<void> {
  await ifThere('remove', path, async () => ((await lstat(path)).isDirectory() ? rmdir(path) : unlink(path)))
}

async function makeDirectory(path: string, mode: number): Promise<void> {
  await onPath('make directory', path, async () => {
    try {
      await mkdir(path, { mode: 0o700 })
    } catch (thrown) {
      // A link is no directory of ours, even where it leads to one.
      if (errnoOf(thrown) === 'EEXIST' && (await lstat(path)).isDirectory()) return
      throw thrown
    }
    // By a descriptor, as with files: a link that was put in its place meanwhile is not followed.
    const handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    try {
      await handle.chmod(mode)
    } finally {
      await handle.close()
    }
  })
}

async function withHandle(verb: string, path: string, flags: number, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  await onPath(verb, path, async () => {
    const handle = await open(path, flags | O_NOFOLLOW)
    try {
      await use(handle)
    } finally {
      await handle.close()
    }
  })
}
