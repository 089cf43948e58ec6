import { crc32, deflateRawSync } from 'node:zlib'

/** Zip files byte by byte, honest or not: every field of both headers can be set to anything. */
export interface ZipFields {
  readonly name: string | Buffer
  readonly content?: Buffer
  readonly method?: number
  readonly flags?: number
  readonly system?: number
  /** Unix mode, file type included. */
  readonly mode?: number
  readonly dosAttributes?: number
  readonly fields?: Buffer
  readonly localFields?: Buffer
  readonly comment?: string
  /** Raw bytes over the one header or the other, at this offset. */
  readonly patchLocal?: readonly (readonly [number, string])[]
  readonly patchListed?: readonly (readonly [number, string])[]
  /** Between the data and the next entry: a data descriptor, or something that hides. */
  readonly behind?: Buffer
  /** The data as it lies there, instead of the compressed content. */
  readonly data?: Buffer
  readonly localName?: string
  /** Where the list says that it lies, instead of where it does. */
  readonly localAt?: number
}
export interface ZipWishes { readonly prefix?: Buffer; readonly suffix?: Buffer; readonly comment?: Buffer; readonly beforeList?: Buffer; readonly beforeEnd?: Buffer; readonly patchEnd?: readonly (readonly [number, string])[] }

export function zipOf(entries: readonly ZipFields[], wishes: ZipWishes = {}): Buffer {
  const locals: Buffer[] = [wishes.prefix ?? Buffer.alloc(0)]
  const listed: Buffer[] = []
  let at = locals[0]?.length ?? 0
  for (const entry of entries) {
    const [local, list] = entryOf(entry, entry.localAt ?? at)
    locals.push(local)
    listed.push(list)
    at += local.length
  }
  const between = wishes.beforeList ?? Buffer.alloc(0)
  const list = Buffer.concat(listed)
  const comment = wishes.comment ?? Buffer.alloc(0)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at + between.length, 16)
  end.writeUInt16LE(comment.length, 20)
  patched(end, wishes.patchEnd)
  return Buffer.concat([...locals, between, list, wishes.beforeEnd ?? Buffer.alloc(0), end, comment, wishes.suffix ?? Buffer.alloc(0)])
}

function entryOf(entry: ZipFields, at: number): readonly [Buffer, Buffer] {
  const { content = Buffer.alloc(0), method = 8, flags = 0, system = 3, mode = 0o100644, dosAttributes = 0, fields = Buffer.alloc(0), localFields = fields, comment = '' } = entry
  const name = Buffer.from(entry.name)
  const data = entry.data ?? (method === 8 ? deflateRawSync(content) : content)
  const localName = Buffer.from(entry.localName ?? name)
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(flags, 2)
  common.writeUInt16LE(method, 4)
  common.writeUInt32LE(0x5a21_0000, 6)
  common.writeUInt32LE(crc32(content), 10)
  common.writeUInt32LE(data.length, 14)
  common.writeUInt32LE(content.length, 18)
  common.writeUInt16LE(name.length, 22)
  common.writeUInt16LE(fields.length, 24)
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common])
  local.writeUInt16LE(localName.length, 26)
  local.writeUInt16LE(localFields.length, 28)
  const list = Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, system]), common, Buffer.alloc(14)])
  list.writeUInt16LE(comment.length, 32)
  list.writeUInt32LE(((mode << 16) | dosAttributes) >>> 0, 38)
  list.writeUInt32LE(at, 42)
  return [Buffer.concat([patched(local, entry.patchLocal), localName, localFields, data, entry.behind ?? Buffer.alloc(0)]), Buffer.concat([patched(list, entry.patchListed), name, fields, Buffer.from(comment)])]
}

/** What stands behind data whose size was not known before. */
export function descriptor(content: Buffer, { marked = true, wide = false } = {}): Buffer {
  const packedBytes = deflateRawSync(content).length
  const numbers = wide ? Buffer.alloc(16) : Buffer.alloc(8)
  if (wide) {
    numbers.writeBigUInt64LE(BigInt(packedBytes), 0)
    numbers.writeBigUInt64LE(BigInt(content.length), 8)
  } else {
    numbers.writeUInt32LE(packedBytes, 0)
    numbers.writeUInt32LE(content.length, 4)
  }
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32LE(crc32(content))
  return Buffer.concat([marked ? Buffer.from('PK\u0007\u0008', 'latin1') : Buffer.alloc(0), checksum, numbers])
}

/** One extra field. */
export function zipField(id: number, body: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16LE(id, 0)
  head.writeUInt16LE(body.length, 2)
  return Buffer.concat([head, body])
}

/** The sizes of a zip64 field. */
export function zip64Field(...numbers: readonly number[]): Buffer {
  const body = Buffer.alloc(numbers.length * 8)
  numbers.forEach((number, index) => body.writeBigUInt64LE(BigInt(number), index * 8))
  return zipField(1, body)
}

/** The zip64 end record and its locator, to stand before the end. */
export function zip64End(end: { readonly entries: number; readonly listBytes: number; readonly listAt: number; readonly at?: number }): Buffer {
  const record = Buffer.alloc(76)
  record.write('PK\u0006\u0006', 'latin1')
  record.writeBigUInt64LE(44n, 4)
  record.writeBigUInt64LE(BigInt(end.entries), 24)
  record.writeBigUInt64LE(BigInt(end.entries), 32)
  record.writeBigUInt64LE(BigInt(end.listBytes), 40)
  record.writeBigUInt64LE(BigInt(end.listAt), 48)
  record.write('PK\u0006\u0007', 56, 'latin1')
  record.writeBigUInt64LE(BigInt(end.at ?? end.listAt + end.listBytes), 64)
  record.writeUInt32LE(1, 72)
  return record
}

function patched(bytes: Buffer, patches: readonly (readonly [number, string])[] = []): Buffer {
  for (const [at, hex] of patches) Buffer.from(hex, 'hex').copy(bytes, at)
  return bytes
}
