import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import type { Disk, FileFacts } from '../../host/types.ts'
import { replaceNote } from '../../upgrade/durable.ts'
import type { Memory, Remembered } from './driver.ts'

export interface AnswerLimits { readonly answerBytesMax: number; readonly answersMax: number; readonly totalBytesMax: number }
export const answerLimits: AnswerLimits = { answerBytesMax: 4 * 1024 * 1024, answersMax: 64, totalBytesMax: 32 * 1024 * 1024 }

export interface AnswerPlaces {
  readonly directory: string
  /** Only whoever owns the cache adds to it: root at a terminal must not leave files that the acquiring user could not replace, nor write where it leads. */
  readonly uid: number
}

/**
 * What servers answered, a file for each address, named after its digest: no part of an address is readable there. Nothing is lost with it but one full
 * answer, so whatever cannot be read or written is passed over. Hearsay like every answer, and held against its own digest: a cut file is none.
 */
export function rememberedAnswers(disk: Disk, places: AnswerPlaces, limits: AnswerLimits = answerLimits): Memory {
  const fileOf = (url: string): string => posix.join(places.directory, sha256(url))
  return {
    async recall(url) {
      const bytes = await disk.read(fileOf(url), limits.answerBytesMax).catch(() => null)
      return bytes === null ? null : parsed(bytes)
    },
    async keep(url, answer) {
      const file = written(answer)
      if (file.length > limits.answerBytesMax) return
      try {
        if (!(await isOurs(disk, places))) return
        await makeRoom(disk, places.directory, file.length, limits)
        await replaceNote(disk, fileOf(url), file, 0o640)
      } catch {
        // Two at once, a full disk: it is simply not remembered.
      }
    },
  }
}

async function isOurs(disk: Disk, { directory, uid }: AnswerPlaces): Promise<boolean> {
  if ((await disk.look(posix.dirname(directory)))?.uid !== uid) return false
  await disk.makeDirectory(directory, 0o755)
  const facts = await disk.look(directory)
  return facts?.kind === 'directory' && facts.uid === uid
}

/** The oldest go first, and with them what an interrupted write left. */
async function makeRoom(disk: Disk, directory: string, wantedBytes: number, limits: AnswerLimits): Promise<void> {
  const held: { readonly path: string; readonly facts: FileFacts }[] = []
  for (const name of (await disk.list(directory)) ?? []) {
    const path = posix.join(directory, name)
    const facts = await disk.look(path)
    if (facts !== null) held.push({ path, facts })
  }
  held.sort((one, other) => other.facts.modifiedAtMs - one.facts.modifiedAtMs)
  let bytes = wantedBytes
  for (const [index, { path, facts }] of held.entries()) {
    bytes += facts.sizeBytes
    if (index + 1 >= limits.answersMax || bytes > limits.totalBytesMax) await disk.remove(path)
  }
}

/** A line about the answer, then the answer. */
function written({ validator, bytes }: Remembered): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ schema: 1, validator, sha256: sha256(bytes) })}\n`), bytes])
}

function parsed(file: Uint8Array): Remembered | null {
  const end = file.indexOf(0x0a)
  try {
    const head: unknown = JSON.parse(Buffer.from(file.subarray(0, Math.max(end, 0))).toString('utf8'))
    const bytes = file.subarray(end + 1)
    if (typeof head !== 'object' || head === null || !('schema' in head) || !('validator' in head) || !('sha256' in head)) return null
    return head.schema === 1 && typeof head.validator === 'string' && head.sha256 === sha256(bytes) ? { validator: head.validator, bytes } : null
  } catch {
    return null
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
