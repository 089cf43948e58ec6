import { failure } from '../../errors.ts'
import { partOf, type PartsOfFile } from '../part-of-file.ts'

/** Where the list of entries lies, and how many there are. */
export interface ZipEnd { readonly directoryAt: number; readonly directoryBytes: number; readonly entries: number }

const endBytes = 22
const locatorBytes = 20
const end64Bytes = 56
const commentBytesMax = 0xffff
const endMark = Buffer.from('PK\u0005\u0006', 'latin1')
const locatorMark = Buffer.from('PK\u0006\u0007', 'latin1')
const end64Mark = Buffer.from('PK\u0006\u0006', 'latin1')

/**
 * Reads the end of a zip file. Readers look for it from behind, so the last mark of an end record must be the right one: its comment reaches
 * to the end of the file, and the list lies directly before it. DATA for anything that another reader might read differently (bytes behind the end, an
 * end record within the comment, several disks, a zip64 record that says something else).
 */
export async function readZipEnd(file: PartsOfFile): Promise<ZipEnd> {
  const tailAt = Math.max(0, file.sizeBytes - endBytes - commentBytesMax)
  const tail = await partOf(file, tailAt, endBytes + commentBytesMax)
  const at = tail.lastIndexOf(endMark)
  if (at < 0 || at + endBytes > tail.length) throw failure('DATA', 'this is not a zip file, or it is cut off')
  const record = tail.subarray(at)
  if (record.readUInt16LE(20) !== record.length - endBytes) throw failure('DATA', 'something lies behind the end of the zip file, or its comment holds another end')
  const [end, listEnd] = await withZip64(file, readEnd(record), tailAt + at)
  if (end.directoryAt + end.directoryBytes !== listEnd) throw failure('DATA', 'the list of the zip file does not lie directly before its end')
  return end
}

function readEnd(record: Buffer): ZipEnd {
  const [disk, listDisk, here, entries] = [record.readUInt16LE(4), record.readUInt16LE(6), record.readUInt16LE(8), record.readUInt16LE(10)]
  if (disk !== 0 || listDisk !== 0 || here !== entries) throw failure('DATA', 'a zip file of several disks is not accepted')
  return { entries, directoryBytes: record.readUInt32LE(12), directoryAt: record.readUInt32LE(16) }
}

/** The end as it is meant, and where the list has to end. A number that the old record can say must be the same in both. */
async function withZip64(file: PartsOfFile, end: ZipEnd, endAt: number): Promise<readonly [ZipEnd, number]> {
  const locator = endAt < locatorBytes ? Buffer.alloc(0) : await partOf(file, endAt - locatorBytes, locatorBytes)
  if (!locator.subarray(0, 4).equals(locatorMark)) return [end, endAt]
  const at = endAt - locatorBytes - end64Bytes
  if (locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) !== 1 || numberAt(locator, 8) !== at || at < 0) throw failure('DATA', 'the zip64 record does not lie directly before its locator')
  const record = await partOf(file, at, end64Bytes)
  if (!record.subarray(0, 4).equals(end64Mark) || numberAt(record, 4) !== end64Bytes - 12) throw failure('DATA', 'the zip64 record is malformed')
  if (record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0 || numberAt(record, 24) !== numberAt(record, 32)) throw failure('DATA', 'a zip file of several disks is not accepted')
  const meant: ZipEnd = { entries: numberAt(record, 32), directoryBytes: numberAt(record, 40), directoryAt: numberAt(record, 48) }
  const agree = sameOrFull(end.entries, meant.entries, 0xffff) && sameOrFull(end.directoryBytes, meant.directoryBytes, 0xffffffff) && sameOrFull(end.directoryAt, meant.directoryAt, 0xffffffff)
  if (!agree) throw failure('DATA', 'the zip file has two ends that say different things')
  return [meant, at]
}

function sameOrFull(short: number, meant: number, full: number): boolean {
  return short === meant || short === full
}

/** Eight bytes. Beyond 2^53 nothing is exact, and nothing real: it is larger than any file. */
export function numberAt(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at))
}
