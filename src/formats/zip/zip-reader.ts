import { failure, isFailure } from '../../errors.ts'
import { type ArchiveMember, archivePolicy, type ArchiveRules } from '../archive/archive-policy.ts'
import { crc32 } from '../archive/crc32.ts'
import type { PartsOfFile } from '../part-of-file.ts'
import { quoted } from '../printable.ts'
import type { TakesMember } from '../tar/tar-reader.ts'
import { ZipCursor } from './zip-cursor.ts'
import { readZipDirectory, type ZipEntry } from './zip-directory.ts'
import { readDescriptor, readLocal } from './zip-local.ts'

/** Decompresses raw deflate that takes up exactly these bytes. */
export type InflatesRaw = (bytes: AsyncIterable<Uint8Array>, outputBytesMax: number) => AsyncIterable<Uint8Array>

/**
 * Reads a zip file and hands each member on, judged before it is handed on. The list at the end is what is believed, every entry must say the same,
 * and the entries must lie one behind the other from the first byte to the list: nothing overlaps, nothing hides between. REFUSED or DATA, naming the
 * entry, otherwise; **whatever `take` has made is to be thrown away unless this returns**.
 */
export async function readZip(file: PartsOfFile, rules: ArchiveRules, inflateRaw: InflatesRaw, take: TakesMember): Promise<readonly ArchiveMember[]> {
  const { entries, directoryAt } = await readZipDirectory(file, rules.entriesMax)
  const judge = archivePolicy(rules)
  const members: ArchiveMember[] = []
  const cursor = new ZipCursor(file)
  try {
    for (const [index, entry] of entries.entries()) {
      const member = await inPlace(entry, async () => {
        await readLocal(cursor, entry)
        const judgement = judge({ type: entry.type, path: entry.name, sizeBytes: entry.sizeBytes, mode: entry.mode, linkpath: Buffer.alloc(0), paxKeys: [] })
        if (judgement.kind === 'refuse') throw failure('REFUSED', judgement.why)
        return judgement.kind === 'accept' ? judgement.member : null
      })
      const content = contentOf(entry, cursor, inflateRaw)
      try {
        if (member !== null) await take(member, content.bytes)
        await content.skip()
      } finally {
        await content.close()
      }
      await inPlace(entry, () => readDescriptor(cursor, entry, entries[index + 1]?.localAt ?? directoryAt))
      if (member !== null) members.push(member)
    }
  } finally {
    await cursor.close()
  }
  if (members.length === 0) throw failure('DATA', 'the archive is empty')
  return members
}

/** Read once, in any number of goes; what is left of it is read by `skip`. */
function contentOf(entry: ZipEntry, cursor: ZipCursor, inflateRaw: InflatesRaw): { readonly bytes: AsyncIterable<Uint8Array>; skip(): Promise<void>; close(): Promise<void> } {
  const chunks = checked(entry, cursor, inflateRaw)
  const next = async (): Promise<IteratorResult<Uint8Array, void>> => inPlace(entry, () => chunks.next())
  return { bytes: { [Symbol.asyncIterator]: () => ({ next }) }, skip: async () => { while ((await next()).done !== true); }, close: async () => { await chunks.return() } }
}

async function* checked(entry: ZipEntry, cursor: ZipCursor, inflateRaw: InflatesRaw): AsyncGenerator<Uint8Array, void, void> {
  const packed = cursor.stream(entry.packedBytes)
  let [sizeBytes, checksum] = [0, 0]
  for await (const chunk of entry.method === 0 ? packed : inflateRaw(packed, entry.sizeBytes)) {
    sizeBytes += chunk.length
    checksum = crc32(chunk, checksum)
    yield chunk
  }
  if (sizeBytes !== entry.sizeBytes) throw failure('DATA', 'it unpacks to another size than it says')
  if (checksum !== entry.checksum) throw failure('DATA', 'its checksum does not match')
}

/** A message from below says what is wrong; here stands with which entry. */
async function inPlace<T>({ name }: ZipEntry, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    if (!isFailure(thrown) || (thrown.code !== 'DATA' && thrown.code !== 'REFUSED')) throw thrown
    throw failure(thrown.code, `archive entry ${quoted(name.toString(), 120)}: ${thrown.message}`, thrown.cause === undefined ? {} : { cause: thrown.cause })
  }
}
