import { createHash, type Hash } from 'node:crypto'
import { posix } from 'node:path'
import { isFailure } from '../../errors.ts'
import type { Disk, Files } from '../../host/types.ts'
import { recordBytesMax } from '../limits.ts'
import type { Offer } from '../ports.ts'

/** An unfinished download: `<name>.<digest of its origin>.partial`, and beside it the validator by which it may be resumed. */
export interface Partial { readonly path: string; readonly recordPath: string }
/** What is there already, hashed again from the disk: a process that died left no hash behind. */
export interface Prior { readonly bytes: number; readonly validator: string | null; readonly hash: Hash }
export interface PartialTools { readonly disk: Disk; readonly files: Files }

export function partialOf(downloads: string, offer: Offer): Partial {
  // The origin is in the name: two releases of one name from two places must never be glued together.
  const origin = createHash('sha256').update(`${offer.origin}\0${offer.artifact}\0${offer.version}`).digest('hex').slice(0, 12)
  const path = posix.join(downloads, `${offer.artifact.slice(0, 60)}.${origin}.partial`)
  return { path, recordPath: `${path}.validator` }
}

/** From the start. */
export function nothingPrior(): Prior {
  return { bytes: 0, validator: null, hash: createHash('sha256') }
}

/**
 * What can be resumed. Nothing, unless there is a strong validator: without one nobody can tell whether the rest belongs to this
 * beginning (failures.md F12). Of a complete file the last byte is fetched again, so that the server confirms the validator.
 */
export async function priorOf(partial: Partial, sizeBytesMax: number, tools: PartialTools): Promise<Prior> {
  const record = await readRecord(partial, tools.disk)
  const file = record === null ? null : await tools.files.open(partial.path)
  if (record === null || file === null) return nothingPrior()
  try {
    const { facts } = file
    const bytes = facts.sizeBytes === record.sizeBytes ? facts.sizeBytes - 1 : facts.sizeBytes
    if (bytes <= 0 || bytes > sizeBytesMax || (record.sizeBytes !== null && bytes > record.sizeBytes)) return nothingPrior()
    const hash = createHash('sha256')
    let left = bytes
    for await (const chunk of file.bytes({ fromByte: 0, sizeBytesMax: facts.sizeBytes })) {
      hash.update(chunk.subarray(0, left))
      left -= Math.min(left, chunk.length)
    }
    return { bytes, validator: record.validator, hash }
  } finally {
    await file.close()
  }
}

/** Written before the first byte it speaks for, and never for bytes that were there before. */
export async function beginRecord(partial: Partial, said: PartialRecord, disk: Disk): Promise<void> {
  await dropPartial(partial, disk)
  if (said.validator !== null) await disk.create(partial.recordPath, Buffer.from(JSON.stringify(said)), 0o644)
}

export async function dropPartial(partial: Partial, disk: Disk): Promise<void> {
  await disk.remove(partial.recordPath)
  await disk.remove(partial.path)
}

export interface PartialRecord { readonly validator: string | null; readonly sizeBytes: number | null }

/** A damaged record is no record: the download starts again, which is always right. */
async function readRecord({ recordPath }: Partial, disk: Disk): Promise<PartialRecord | null> {
  try {
    const bytes = await disk.read(recordPath, recordBytesMax)
    if (bytes === null) return null
    const { validator, sizeBytes } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, unknown>
    if (typeof validator !== 'string' || (sizeBytes !== null && typeof sizeBytes !== 'number')) return null
    return { validator, sizeBytes: sizeBytes ?? null }
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof TypeError || (isFailure(thrown) && thrown.code === 'DATA')) return null
    throw thrown
  }
}
