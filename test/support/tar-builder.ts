/** Tar archives byte by byte, honest or not: every field can be set to anything. */
export interface HeaderFields {
  readonly name?: string | Buffer
  readonly type?: string
  readonly sizeBytes?: number
  readonly mode?: number
  readonly uid?: number
  readonly linkpath?: string
  readonly prefix?: string
  /** Raw bytes over the header at this offset, before the checksum is made. */
  readonly patch?: readonly (readonly [number, string | Buffer])[]
}

/** A 512-byte ustar header with a right checksum. */
export function tarHeader({ name = 'file', type = '0', sizeBytes = 0, mode = 0o644, uid = 0, linkpath = '', prefix = '', patch = [] }: HeaderFields): Buffer {
  const block = Buffer.alloc(512)
  Buffer.from(name).copy(block, 0, 0, 100)
  block.write(`${octal(mode, 7)}\0${octal(uid, 7)}\0${octal(0, 7)}\0`, 100)
  block.write(`${octal(sizeBytes, 11)}\0${octal(1_700_000_000, 11)}\0        ${type}`, 124, 'latin1')
  block.write(linkpath, 157, 100)
  block.write('ustar\u000000', 257)
  block.write(prefix, 345, 155)
  for (const [at, bytes] of patch) Buffer.from(bytes).copy(block, at)
  return withChecksum(block)
}

export function withChecksum(block: Buffer): Buffer {
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 6)}\0 `, 148)
  return block
}

/** A member with its content, padded. */
export function tarMember(fields: HeaderFields, content: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([tarHeader({ sizeBytes: bytes.length, ...fields }), padded(bytes)])
}

/** A PAX extended header (`x`, or `g`) with these records. */
export function paxHeader(records: Readonly<Record<string, string>>, type: 'x' | 'g' = 'x'): Buffer {
  return tarMember({ name: 'PaxHeader/file', type }, Object.entries(records).map(([key, value]) => paxRecord(key, value)).join(''))
}

export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  const length = Buffer.byteLength(rest)
  let total = length + 1
  while (total !== length + String(total).length) total++
  return `${total}${rest}`
}

/** A GNU long name header. */
export function longName(name: string): Buffer {
  return tarMember({ name: '././@LongLink', type: 'L' }, `${name}\0`)
}

export const tarEnd = Buffer.alloc(1024)

export function tarOf(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([...parts, tarEnd])
}

/** A stream of these bytes, in chunks of this size. */
export async function* chunked(bytes: Uint8Array, chunkBytes = 65_536): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}
