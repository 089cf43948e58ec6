import { failure } from '../../errors.ts'
import type { Disk, ReadsDisk } from '../../host/types.ts'
import { replaceFile } from '../durable.ts'
import type { Skip } from '../../policy/standing.ts'

/** What people said about versions, newest last. What transactions found out is read from their journals instead. */
export interface Word { readonly version: string; readonly says: 'skip' | 'unskip'; readonly because: string; readonly atMs: number }

/** A version that a transaction found ill. */
export interface FoundIll { readonly version: string; readonly sha256: string | null; readonly because: string; readonly atMs: number }

const wordsMax = 500
const sizeBytesMax = 256 * 1024

/** The releases not to be tried again: found ill or skipped by hand, and not pardoned since. */
export function skipsOf(found: readonly FoundIll[], words: readonly Word[]): readonly Skip[] {
  const byHand = words.filter((word) => word.says === 'skip').map((word) => ({ ...word, sha256: null }))
  return [...found, ...byHand]
    .filter((one) => !words.some((word) => word.says === 'unskip' && word.version === one.version && word.atMs >= one.atMs))
    .map(({ version, sha256, because }) => ({ version, sha256, because }))
}

export async function readWords(disk: ReadsDisk, path: string): Promise<readonly Word[]> {
  const bytes = await disk.read(path, sizeBytesMax)
  if (bytes === null) return []
  try {
    return (JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown[]).map(asWord)
  } catch (cause) {
    throw failure('DATA', `'${path}' is not a list of skipped versions`, { cause, next: `move '${path}' aside: it only holds what 'skip' and 'unskip' were told` })
  }
}

export async function addWord(disk: Disk, path: string, word: Word): Promise<void> {
  const words = [...await readWords(disk, path), word].slice(-wordsMax)
  await replaceFile(disk, path, Buffer.from(`${JSON.stringify(words, null, 1)}\n`), 0o644)
}

function asWord(value: unknown): Word {
  const { version, says, because, atMs } = value as Record<string, unknown>
  if (typeof version !== 'string' || (says !== 'skip' && says !== 'unskip') || typeof because !== 'string' || typeof atMs !== 'number') throw new Error('an entry has another shape')
  return { version, says, because, atMs }
}
