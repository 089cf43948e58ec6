import { failure } from '../../errors.ts'
import { zipDirectoryBytesMax } from '../limits.ts'
import { partOf, type PartsOfFile } from '../part-of-file.ts'
import { readZipEnd } from './zip-end.ts'
import { readFields, type ZipNumbers } from './zip-fields.ts'

/** One entry as the list at the end describes it, and nothing judged yet. The entry itself has to say the same. */
export interface ZipEntry extends ZipNumbers {
  readonly name: Buffer
  readonly flags: number
  readonly method: number
  readonly checksum: number
  /** Like tar's: '0' a file, '5' a directory, '2' a symbolic link; '?' something else. */
  readonly type: string
  readonly mode: number
}

const entryMark = 0x02014b50
const entryBytes = 46

/** All entries, in the order in which they lie in the file. DATA when the list is malformed, REFUSED when it is too long. */
export async function readZipDirectory(file: PartsOfFile, entriesMax: number): Promise<{ readonly entries: readonly ZipEntry[]; readonly directoryAt: number }> {
  const { directoryAt, directoryBytes, entries } = await readZipEnd(file)
  if (entries > entriesMax) throw failure('REFUSED', `there are more than ${entriesMax} entries`)
  if (directoryBytes > zipDirectoryBytesMax) throw failure('DATA', `the list of the zip file is longer than ${zipDirectoryBytesMax} bytes`)
  const list = await partOf(file, directoryAt, directoryBytes)
  const read: ZipEntry[] = []
  let at = 0
  for (; read.length < entries; at += lengthAt(list, at)) read.push(entryAt(list, at))
  if (at !== list.length) throw failure('DATA', 'the list of the zip file is longer than its entries')
  return { entries: read.toSorted((one, other) => one.localAt - other.localAt), directoryAt }
}

function lengthAt(list: Buffer, at: number): number {
  return entryBytes + list.readUInt16LE(at + 28) + list.readUInt16LE(at + 30) + list.readUInt16LE(at + 32)
}

function entryAt(list: Buffer, at: number): ZipEntry {
  if (at + entryBytes > list.length || list.readUInt32LE(at) !== entryMark || at + lengthAt(list, at) > list.length) throw failure('DATA', 'the list of the zip file is damaged')
  const nameEnd = at + entryBytes + list.readUInt16LE(at + 28)
  const name = list.subarray(at + entryBytes, nameEnd)
  if (list.readUInt16LE(at + 34) !== 0) throw failure('DATA', 'a zip file of several disks is not accepted')
  const said: ZipNumbers = { packedBytes: list.readUInt32LE(at + 20), sizeBytes: list.readUInt32LE(at + 24), localAt: list.readUInt32LE(at + 42) }
  const numbers = readFields(list.subarray(nameEnd, nameEnd + list.readUInt16LE(at + 30)), said)
  return { name, flags: list.readUInt16LE(at + 8), method: list.readUInt16LE(at + 10), checksum: list.readUInt32LE(at + 16), ...numbers, ...kindOf(list.readUInt8(at + 5), list.readUInt32LE(at + 38), name) }
}

/** Systems whose upper half of the attributes is a Unix mode: Unix and macOS. */
const unixSystems: ReadonlySet<number> = new Set([3, 19])
const unixTypes: Readonly<Record<number, string>> = { 0o04: '5', 0o10: '0', 0o12: '2' }
const dosDirectory = 0x10

/** What its name says must be what its attributes say, as far as they say anything. */
function kindOf(system: number, attributes: number, name: Buffer): { readonly type: string; readonly mode: number } {
  const byName = name.at(-1) === 0x2f ? '5' : '0'
  const mode = unixSystems.has(system) ? attributes >>> 16 : 0
  const byMode = mode >>> 12 === 0 ? byName : unixTypes[mode >>> 12] ?? '?'
  if ((byMode === '0' && byName === '5') || (byMode === '5' && byName === '0')) throw failure('DATA', 'an entry is a directory by its name or by its mode, but not by both')
  if ((attributes & dosDirectory) !== 0 && byName === '0') throw failure('DATA', 'an entry is a directory by its attributes, but not by its name')
  // Nothing is said: the mode of a file that everybody may read. What is a managed file is made executable later.
  return { type: byMode, mode: mode === 0 ? 0o644 : mode & 0o7777 }
}
