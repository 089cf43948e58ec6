import { failure } from '../../errors.ts'
import type { ZipCursor } from './zip-cursor.ts'
import type { ZipEntry } from './zip-directory.ts'
import { numberAt } from './zip-end.ts'
import { readFields } from './zip-fields.ts'

const localMark = 0x04034b50
const localBytes = 30
const descriptorMark = 0x08074b50
/** Sizes follow behind the data, because they were not known before. */
const streamed = 0x0008
const utf8Name = 0x0800
/** The two bits say how hard the packer tried. */
const flagsKnown = 0x0006 | streamed | utf8Name

/** Reads the header that stands before an entry's data. REFUSED or DATA unless it says what the list says: half of all readers believe the one, half the other. */
export async function readLocal(cursor: ZipCursor, entry: ZipEntry): Promise<void> {
  refuseUnknown(entry)
  if (cursor.atByte !== entry.localAt) throw failure('DATA', 'it does not begin where the entry before it ends')
  const header = await cursor.exactly(localBytes)
  if (header.readUInt32LE(0) !== localMark) throw failure('DATA', 'it does not begin where the list says')
  const name = await cursor.exactly(header.readUInt16LE(26))
  const fields = await cursor.exactly(header.readUInt16LE(28))
  if (!name.equals(entry.name)) throw failure('DATA', 'it has two names')
  if (header.readUInt16LE(6) !== entry.flags || header.readUInt16LE(8) !== entry.method) throw failure('DATA', 'it is packed in two ways')
  const numbers = readFields(fields, { packedBytes: header.readUInt32LE(18), sizeBytes: header.readUInt32LE(22), localAt: 0 })
  const said = [header.readUInt32LE(14), numbers.packedBytes, numbers.sizeBytes]
  const listed = [entry.checksum, entry.packedBytes, entry.sizeBytes]
  const agrees = said.every((number, at) => number === listed[at] || ((entry.flags & streamed) !== 0 && number === 0))
  if (!agrees) throw failure('DATA', 'it has two sizes or checksums')
}

function refuseUnknown({ flags, method, name, packedBytes, sizeBytes }: ZipEntry): void {
  if ((flags & 0x2041) !== 0) throw failure('REFUSED', 'it is encrypted, which is not accepted')
  if ((flags & ~flagsKnown) !== 0) throw failure('REFUSED', `the flags 0x${flags.toString(16)} are not accepted`)
  if (method !== 0 && method !== 8) throw failure('REFUSED', `compression method ${method} is not accepted, only deflate, or none`)
  if (method === 0 && packedBytes !== sizeBytes) throw failure('DATA', 'it is not compressed, and yet has another size')
  // Stored and streamed at once, its end could only be guessed by those who read from the beginning.
  if (method === 0 && (flags & streamed) !== 0 && sizeBytes > 0) throw failure('REFUSED', 'data of unknown length that is not compressed is not accepted')
  if (sizeBytes > packedBytes * deflateRatioMax) throw failure('DATA', `${packedBytes} bytes cannot unpack to ${sizeBytes}`)
  if ((flags & utf8Name) === 0 && name.some((byte) => byte >= 0x80)) throw failure('REFUSED', 'its name is in an unknown character set')
}

/** No deflated byte can say more. */
const deflateRatioMax = 1032

/** Reads what may stand behind an entry's data, up to where the next one begins. DATA unless it repeats what the list says. */
export async function readDescriptor(cursor: ZipCursor, entry: ZipEntry, nextAt: number): Promise<void> {
  const sizeBytes = nextAt - cursor.atByte
  if (sizeBytes === 0 && (entry.flags & streamed) === 0) return
  if ((entry.flags & streamed) === 0 || ![12, 16, 20, 24].includes(sizeBytes)) throw failure('DATA', 'something lies behind its data, or it overlaps the next entry')
  const whole = await cursor.exactly(sizeBytes)
  const isMarked = sizeBytes % 8 === 0
  if (isMarked && whole.readUInt32LE(0) !== descriptorMark) throw failure('DATA', 'something lies behind its data')
  const body = isMarked ? whole.subarray(4) : whole
  const [packed, size] = body.length === 12 ? [body.readUInt32LE(4), body.readUInt32LE(8)] : [numberAt(body, 4), numberAt(body, 12)]
  if (body.readUInt32LE(0) !== entry.checksum || packed !== entry.packedBytes || size !== entry.sizeBytes) throw failure('DATA', 'it has two sizes or checksums')
}
