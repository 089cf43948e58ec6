import { chmod, lstat, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { asFailure } from '../errors.ts'
import { outputOldMs, outputsMax } from './limits.ts'

/** A file that a transient unit writes to and only root can find. */
export interface OutputFile {
  readonly path: string
  /** From its beginning, at most so many bytes, as text. */
  read(bytesMax: number): Promise<string>
  remove(): Promise<void>
}

export async function openOutput(directory: string, name: string): Promise<OutputFile> {
  const path = join(directory, name)
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    await chmod(directory, 0o700)
    await sweep(directory)
    // O_EXCL: nobody has put a file or link there for systemd to write through.
    const file = await open(path, 'wx+', 0o600)
    return {
      path,
      read: async (bytesMax) => {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(bytesMax), 0, bytesMax, 0)
        return buffer.subarray(0, bytesRead).toString('utf8')
      },
      remove: async () => {
        await file.close()
        await rm(path, { force: true })
      },
    }
  } catch (thrown) {
    throw asFailure(thrown, 'CANT_CREATE', `the output file ${path} cannot be made`)
  }
}

/** Whoever was killed while its commands ran has left their output behind (failures.md I7). Nobody runs for so long that one of these is somebody's still. */
async function sweep(directory: string): Promise<void> {
  for (const name of (await readdir(directory)).slice(0, outputsMax)) {
    const path = join(directory, name)
    const { mtimeMs } = await lstat(path).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > outputOldMs) await rm(path, { force: true })
  }
}
