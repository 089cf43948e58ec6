import { eventBytesMax, eventFieldsMax } from './limits.ts'

export type Fields = Readonly<Record<string, string>>

/**
 * Fields in journald's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL). A value with a line feed goes with its length in
 * front, so that no value can begin a field of its own. Names that journald would refuse are left out, as are the fields that
 * no longer fit: an event that is cut is better than none.
 */
export function encodeEntry(fields: Fields): Uint8Array {
  const parts: Uint8Array[] = []
  let bytes = 0
  for (const [name, value] of validFields(fields)) {
    const part = encodeField(name, value)
    if (bytes + part.length > eventBytesMax) continue
    parts.push(part)
    bytes += part.length
  }
  return Buffer.concat(parts)
}

/** The same for `logger --journald`, which knows lines only. */
export function encodeLines(fields: Fields): string {
  const lines = validFields(fields).map(([name, value]) => `${name}=${value.replaceAll(/[\r\n]+/g, ' ')}\n`)
  return lines.join('').slice(0, eventBytesMax)
}

/** A name beginning with `_` is for journald alone. */
function validFields(fields: Fields): readonly (readonly [string, string])[] {
  return Object.entries(fields).filter(([name]) => /^[A-Z][A-Z0-9_]{0,63}$/.test(name)).slice(0, eventFieldsMax)
}

function encodeField(name: string, value: string): Uint8Array {
  if (!value.includes('\n')) return Buffer.from(`${name}=${value}\n`)
  const content = Buffer.from(value)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(content.length))
  return Buffer.concat([Buffer.from(`${name}\n`), length, content, Buffer.from('\n')])
}
