/** CRC-32 of zip, xz and gzip. Eight tables, so that eight bytes go in one step. */
const tables: Uint32Array = makeTables()

function makeTables(): Uint32Array {
  const made = new Uint32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    made[byte] = value
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256] as number
    made[at] = (before >>> 8) ^ (made[before & 0xff] as number)
  }
  return made
}

/** The checksum so far (0 at first) with these bytes behind it. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let sum = ~before
  let at = 0
  for (const whole = bytes.length - (bytes.length % 8); at < whole; at += 8) {
    const low = sum ^ ((bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24))
    sum = (tables[0x700 + (low & 0xff)] as number) ^ (tables[0x600 + ((low >>> 8) & 0xff)] as number) ^ (tables[0x500 + ((low >>> 16) & 0xff)] as number) ^ (tables[0x400 + (low >>> 24)] as number)
      ^ (tables[0x300 + (bytes[at + 4] as number)] as number) ^ (tables[0x200 + (bytes[at + 5] as number)] as number) ^ (tables[0x100 + (bytes[at + 6] as number)] as number) ^ (tables[bytes[at + 7] as number] as number)
  }
  for (; at < bytes.length; at++) sum = (sum >>> 8) ^ (tables[(sum ^ (bytes[at] as number)) & 0xff] as number)
  return ~sum >>> 0
}
