import { failure } from '../../errors.ts'
import { numberAt } from './zip-end.ts'

/** Times and owners, which are ignored: NTFS, extended times, Unix (old, new, newest), the mark of a Java archive. Anything else changes what an entry is. */
const harmless: ReadonlySet<number> = new Set([0x000a, 0x5455, 0x5855, 0x7855, 0x7875, 0xcafe])
const zip64Id = 0x0001
const full = 0xffffffff

/** What an entry says about its size and place; where a number is full, the zip64 field says it. */
export interface ZipNumbers { readonly sizeBytes: number; readonly packedBytes: number; readonly localAt: number }

/**
 * Reads the extra fields of an entry, and puts the numbers of its zip64 field where they belong. REFUSED for fields that give an entry another
 * name or another meaning; DATA for a field that lies about its length, is there twice, or says what needed no saying.
 */
export function readFields(fields: Buffer, said: ZipNumbers): ZipNumbers {
  let zip64: Buffer | null = null
  for (let at = 0; at < fields.length; ) {
    if (at + 4 > fields.length) throw failure('DATA', 'an extra field is cut off')
    const [id, size] = [fields.readUInt16LE(at), fields.readUInt16LE(at + 2)]
    const body = fields.subarray(at + 4, at + 4 + size)
    if (body.length !== size) throw failure('DATA', 'the length of an extra field is wrong')
    if (id === zip64Id && zip64 !== null) throw failure('DATA', 'it has two zip64 fields')
    if (id === zip64Id) zip64 = body
    else if (!harmless.has(id)) throw failure('REFUSED', `the extra field 0x${id.toString(16).padStart(4, '0')} is not accepted`)
    at += 4 + size
  }
  return zip64 === null ? said : widened(said, zip64)
}

/** In this order, and only those that are full. */
function widened(said: ZipNumbers, field: Buffer): ZipNumbers {
  let at = 0
  const wide = (short: number): number => {
    if (short !== full) return short
    if (at + 8 > field.length) throw failure('DATA', 'its zip64 field is too short')
    at += 8
    return numberAt(field, at - 8)
  }
  const numbers = { sizeBytes: wide(said.sizeBytes), packedBytes: wide(said.packedBytes), localAt: wide(said.localAt) }
  if (at !== field.length) throw failure('DATA', 'its zip64 field says a size that was said already')
  return numbers
}
