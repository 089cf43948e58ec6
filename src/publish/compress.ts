import { posix } from 'node:path'
import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import { compressOutputBytesMax, compressTimeoutSeconds } from './limits.ts'
import type { PublishTools } from './ports.ts'

/** Where distributions put it. No search path: that would be the environment's choice. */
const places = ['/usr/bin/bzip2', '/bin/bzip2', '/usr/local/bin/bzip2'] as const

/** Makes `path`.bz2 beside a file, which stays. As go-updater's update-repo does, with the program that everybody's bunzip2 belongs to. */
export async function compress({ disk, commands }: Pick<PublishTools, 'disk' | 'commands'>, path: string, signal: AbortSignal): Promise<void> {
  const program = await programOf(disk)
  const { status, output, trouble } = await commands.run({
    argv: [program, '--keep', '--force', '--', path], user: null, timeoutSeconds: compressTimeoutSeconds, outputBytesMax: compressOutputBytesMax,
  }, signal)
  if (status === 0) return
  throw failure('IO', `could not compress ${quoted(posix.basename(path))}`, { cause: new Error(trouble ?? `${program} ended with ${status}: ${output.trim()}`) })
}

async function programOf(disk: PublishTools['disk']): Promise<string> {
  for (const place of places) if ((await disk.look(place)) !== null) return place
  throw failure('UNAVAILABLE', 'there is no bzip2 on this machine to compress with', { next: 'Install it: apt-get install bzip2' })
}
