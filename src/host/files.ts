import { constants, statfs } from 'node:fs'
import { open as openPath, type FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { failure } from '../errors.ts'
import { factsOf } from './file-facts.ts'
import { readChunkBytes } from './limits.ts'
import { errnoOf, ifThere, onPath } from './system-error.ts'
import type { ByteRange, Files, Ownership, ReadableFile, Space, WritableFile } from './types.ts'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants

/** Large files, as streams over one open descriptor. */
export const files: Files = { open, create, resume, space }

/**
 * One descriptor for all that follows, so that what was checked is what is read (failures.md F45). O_NOFOLLOW: a link planted at
 * the last component is not followed. O_NONBLOCK: a FIFO planted there cannot hold us for ever.
 */
async function open(path: string): Promise<ReadableFile | null> {
  const handle = await ifThere('open', path, () => openPath(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(refuseLink(path)))
  if (handle === null) return null
  try {
    const facts = factsOf(await handle.stat())
    if (facts.kind !== 'file') throw failure('IO', `'${path}' is not a regular file`)
    return { facts, bytes: (range) => chunks({ handle, path, sizeBytes: facts.sizeBytes }, range), close: () => handle.close() }
  } catch (thrown) {
    await handle.close()
    throw thrown
  }
}

async function create(path: string, ownership: Ownership | null): Promise<WritableFile> {
  const handle = await onPath('create', path, () => openPath(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600))
  return whenOwned(handle, path, ownership)
}

/**
 * A whole small file. After the content, and explicitly: umask has no say, and nobody sees half a file through a wider mode. By its descriptor: whoever may write to
 * the directory may put a link in its place meanwhile, and chmod(2) of the name would open what that leads to (failures.md F45).
 */
export async function createWhole(path: string, content: Uint8Array, mode: number): Promise<void> {
  const handle = await onPath('create', path, () => openPath(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600))
  try {
    await writable(handle, path, 0).write(content)
    await onPath('set the mode of', path, () => handle.chmod(mode))
  } finally {
    await handle.close()
  }
}

async function resume(path: string, fromByte: number): Promise<WritableFile> {
  const handle = await onPath('write to', path, () => openPath(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK).catch(refuseLink(path)))
  await closingOnFailure(handle, path, async () => handle.truncate(fromByte))
  return writable(handle, path, fromByte)
}

async function space(path: string): Promise<Space> {
  const stats = await onPath('measure the space of', path, () => promisify(statfs)(path))
  return { freeBytes: stats.bavail * stats.bsize, freeEntries: stats.files === 0 ? null : stats.ffree }
}

/**
 * Explicit owner and mode: umask and a setgid parent have no say (failures.md F48). What is right already is left alone: our own
 * units may not call chown(2) at all. There a file stays ours, and its group the directory's, where that is nobody's matter.
 */
async function whenOwned(handle: FileHandle, path: string, ownership: Ownership | null): Promise<WritableFile> {
  if (ownership !== null) {
    await closingOnFailure(handle, path, async () => {
      const { uid, gid } = await handle.stat()
      if (uid !== ownership.uid || gid !== ownership.gid) await handle.chown(ownership.uid, ownership.gid).catch(unlessNobodysMatter(ownership.mode))
      await handle.chmod(ownership.mode)
    })
  }
  return writable(handle, path, 0)
}

/** Everybody may read and run it, nobody but the owner may write it, and it lends nobody's rights: then root's own file is as good, and safer. */
function unlessNobodysMatter(mode: number): (thrown: unknown) => void {
  return (thrown) => {
    if (errnoOf(thrown) !== 'EPERM' || (mode & 0o7027) !== 0o005) throw thrown
  }
}

function writable(handle: FileHandle, path: string, fromByte: number): WritableFile {
  let position = fromByte
  return {
    write: (bytes) => onPath('write to', path, async () => {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position)
        done += bytesWritten
        position += bytesWritten
      }
    }),
    sync: () => onPath('sync', path, () => handle.sync()),
    close: () => handle.close(),
  }
}

interface Opened { readonly handle: FileHandle; readonly path: string; readonly sizeBytes: number }

/**
 * One byte more than allowed is read, so that a file that grows meanwhile is noticed instead of cut. All through one buffer: a new one
 * each time is garbage outside of V8's heap, and costs a collection every few dozen megabytes.
 */
async function* chunks({ handle, path, sizeBytes }: Opened, { fromByte, sizeBytesMax }: ByteRange): AsyncIterable<Uint8Array> {
  const buffer = Buffer.allocUnsafe(Math.min(readChunkBytes, sizeBytesMax + 1, roomFor(sizeBytes - fromByte)))
  for (let received = 0; ;) {
    const { bytesRead } = await onPath('read', path, () => handle.read(buffer, 0, Math.min(buffer.length, sizeBytesMax - received + 1), fromByte + received))
    if (bytesRead === 0) return
    received += bytesRead
    if (received > sizeBytesMax) throw failure('DATA', `'${path}' has more than ${sizeBytesMax} bytes`)
    yield buffer.subarray(0, bytesRead)
  }
}

/** A small file needs no large buffer; one that says it has nothing may be a file of /proc, or grow. */
function roomFor(leftBytes: number): number {
  return leftBytes <= 0 ? readChunkBytes : leftBytes + 1
}

async function closingOnFailure(handle: FileHandle, path: string, effect: () => Promise<void>): Promise<void> {
  try {
    await onPath('prepare', path, effect)
  } catch (thrown) {
    await handle.close()
    throw thrown
  }
}

function refuseLink(path: string): (thrown: unknown) => never {
  return (thrown) => {
    if (errnoOf(thrown) === 'ELOOP') throw failure('IO', `'${path}' is a symbolic link, which is not followed here`, { cause: thrown })
    throw thrown
  }
}
