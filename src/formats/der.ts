/** One value of a DER encoding (ITU-T X.690): its tag byte, and its content. */
export interface DerValue { readonly tag: number; readonly content: Buffer }

export const derTags = { boolean: 0x01, bitString: 0x03, octetString: 0x04, objectId: 0x06, utf8: 0x0c, sequence: 0x30 } as const

/** The values that lie in these bytes, one after the other; null when they are no DER: a cut, an indefinite or padded length, a tag of several bytes. */
export function readDer(bytes: Uint8Array): readonly DerValue[] | null {
  const values: DerValue[] = []
  for (let at = 0; at < bytes.length;) {
    const head = readHead(bytes, at)
    if (head === null || head.end > bytes.length) return null
    values.push({ tag: bytes[at] ?? 0, content: Buffer.from(bytes.subarray(head.start, head.end)) })
    at = head.end
  }
  return values
}

/** The one value with this tag that these bytes are; null when they are anything else, or more. */
export function onlyDer(bytes: Uint8Array, tag: number): Buffer | null {
  const [first, ...more] = readDer(bytes) ?? []
  return first?.tag === tag && more.length === 0 ? first.content : null
}

/** `1.3.6.1.4.1.57264.1.8`; null when it is malformed. Only what fits into 2^53 of each part: nothing we compare with is larger. */
export function readObjectId(content: Uint8Array): string | null {
  const parts: number[] = []
  let part = 0
  for (const byte of content) {
    part = part * 128 + (byte & 0x7f)
    if (!Number.isSafeInteger(part)) return null
    if ((byte & 0x80) === 0) {
      parts.push(part)
      part = 0
    }
  }
  const [first, ...rest] = parts
  if (first === undefined || part !== 0 || ((content.at(-1) ?? 0) & 0x80) !== 0) return null
  const top = Math.min(Math.floor(first / 40), 2)
  return [top, first - top * 40, ...rest].join('.')
}

function readHead(bytes: Uint8Array, at: number): { readonly start: number; readonly end: number } | null {
  const [tag, length] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || length === undefined || (tag & 0x1f) === 0x1f) return null
  if (length < 0x80) return { start: at + 2, end: at + 2 + length }
  const count = length & 0x7f
  // 0x80 has no end of its own (BER only); more than three bytes are more than anything we read.
  if (count === 0 || count > 3 || at + 2 + count > bytes.length) return null
  const size = Buffer.from(bytes.subarray(at + 2, at + 2 + count)).readUIntBE(0, count)
  // One length, one spelling (X.690 10.1).
  if (size < 0x80 || (count > 1 && size < 2 ** (8 * (count - 1)))) return null
  return { start: at + 2 + count, end: at + 2 + count + size }
}
