import { posix } from 'node:path'
import { type Failure, isFailure } from '../../errors.ts'
import { type EnvFile, parseEnvFile } from '../../formats/env-file.ts'
import { printable, quoted } from '../../formats/printable.ts'
import type { ReadsDisk } from '../../host/types.ts'
import { resolved } from '../../upgrade/live.ts'
import { environmentBytesMax } from './limits.ts'

/** The example of a release that was laid down here. Null: it has none. */
export async function readExample(directory: string, example: string, disk: ReadsDisk): Promise<EnvFile | Failure | null> {
  return attempt(async () => {
    const bytes = await disk.read(posix.join(directory, example), environmentBytesMax)
    return bytes === null ? null : parseEnvFile(bytes, example)
  })
}

/** One of the daemon's own files, or why it cannot be read and what to do about it. */
export type Live = { readonly path: string; readonly file: EnvFile } | { readonly trouble: string; readonly remedy: string }
const correct = "correct 'file' under [[gate]], or the file itself"

/** Behind a `-` a file may be missing, and then sets nothing. */
export async function readLive(named: string, disk: ReadsDisk): Promise<Live> {
  const path = named.replace(/^-/, '')
  const read = await attempt(async () => {
    // Configuration management and NixOS make links of such files, and systemd follows them.
    const file = await resolved(disk, path)
    const bytes = file === null ? null : await disk.read(file, environmentBytesMax)
    return bytes === null ? null : parseEnvFile(bytes, path)
  })
  if (read === null) return named === path ? { trouble: `${quoted(path)} does not exist`, remedy: correct } : { path, file: parseEnvFile(new Uint8Array(), path) }
  return isFailure(read) ? unreadable(read) : { path, file: read }
}

/** Our root has no capabilities: what is another user's alone is closed to it, as to everybody else. The cause of an IO failure is not in its message. */
function unreadable({ code, message }: Failure): Extract<Live, { trouble: string }> {
  if (code !== 'PERMISSION') return { trouble: printable(message), remedy: correct }
  const remedy = "let root read it by its owner, group or mode, or 'systemctl edit app-upgrade@.service', [Service] CapabilityBoundingSet=CAP_DAC_READ_SEARCH"
  return { trouble: `${printable(message)}: this is not allowed to us, for our root has no capabilities`, remedy }
}

/** A failure names a path and a line, and never what stands in the file. */
async function attempt<T>(read: () => Promise<T>): Promise<T | Failure> {
  try {
    return await read()
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return thrown
  }
}
