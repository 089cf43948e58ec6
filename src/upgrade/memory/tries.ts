import { posix } from 'node:path'
import type { Disk } from '../../host/types.ts'
import { noTries, type Tries } from '../../policy/try-again.ts'
import { ensureDirectory, replaceFile, replaceNote } from '../durable.ts'
import { triesBytesMax } from '../limits.ts'
import type { Places } from '../places.ts'

type Where = Pick<Places, 'tries' | 'busy'>

/**
 * What earlier tries of unattended runs left. Failures are counted for this boot only: a server that was not reached before the reboot is asked anew. Since when a
 * daemon is busy outlives it, or a host that reboots every night would wait for ever. A note that is damaged, or cannot be read, is none.
 */
export async function readTries(disk: Disk, { tries, busy }: Where): Promise<Tries> {
  return { failures: (await readNumber(disk, tries)) ?? noTries.failures, firstNoMs: await readNumber(disk, busy) }
}

/** Leaves what the next try has to know. */
export async function leaveTries(disk: Disk, { tries, busy }: Where, { failures, firstNoMs }: Tries): Promise<void> {
  if (failures === 0) await disk.remove(tries)
  else await replaceNote(disk, tries, textOf(failures), noteMode)
  if (firstNoMs === null) return disk.remove(busy)
  await ensureDirectory(disk, posix.dirname(busy), 0o755)
  await replaceFile(disk, busy, textOf(firstNoMs), noteMode)
}

const noteMode = 0o644
const textOf = (number: number): Uint8Array => Buffer.from(`${number}\n`)

async function readNumber(disk: Disk, path: string): Promise<number | null> {
  try {
    const bytes = await disk.read(path, triesBytesMax)
    const text = Buffer.from(bytes ?? []).toString('utf8').trim()
    return /^\d{1,15}$/.test(text) ? Number(text) : null
  } catch {
    // Not worth an upgrade: the worst is that the ladder is climbed from its foot.
    return null
  }
}
