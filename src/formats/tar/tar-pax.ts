import { failure } from '../../errors.ts'
import { utf8 } from '../utf8.ts'

/** The records of a PAX extended header: `25 path=a/long/name\n…`. */
export type PaxRecords = ReadonlyMap<string, string>

/** Reads PAX records strictly. DATA for a length that lies, a key that is there twice, a NUL byte, or bytes that are not UTF-8. */
export function readPax(bytes: Buffer): PaxRecords {
  const records = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const digits = bytes.toString('latin1', at, Math.min(space, at + 10))
    const end = at + Number(digits)
    if (space < 0 || !/^[1-9]\d*$/.test(digits) || end > bytes.length || bytes[end - 1] !== 0x0a) throw wrong('the length of a record is wrong')
    const [key, value] = recordIn(bytes.subarray(space + 1, end - 1))
    if (records.has(key)) throw wrong('a record is there twice')
    records.set(key, value)
    at = end
  }
  return records
}

function recordIn(bytes: Buffer): readonly [string, string] {
  const text = utf8(bytes)
  if (text === null) throw wrong('a record is not UTF-8')
  if (text.includes('\0')) throw wrong('a record contains a NUL byte')
  const equals = text.indexOf('=')
  if (equals < 1) throw wrong('a record has no key')
  return [text.slice(0, equals), text.slice(equals + 1)]
}

function wrong(why: string): Error {
  return failure('DATA', `its extended header is malformed: ${why}`)
}
