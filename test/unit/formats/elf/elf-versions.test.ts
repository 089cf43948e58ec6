import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ElfBytes } from '../../../../src/formats/elf/elf-bytes.ts'
import { type Chain, definedVersions, neededVersions } from '../../../../src/formats/elf/elf-versions.ts'
import { throwsFailure } from '../../../support/throws.ts'

const form = { bits: 64, little: true } as const
const names = new ElfBytes(Buffer.from('\0libc.so.6\0V_1\0V_2\0'), form)
const [libc, one, two] = [1, 11, 15]

/** Halves and words in a row, by the letters of `as`. */
function table(as: string, ...values: readonly number[]): ElfBytes {
  const parts = values.map((value, index) => {
    const part = Buffer.alloc(as[index % as.length] === 'h' ? 2 : 4)
    if (part.length === 2) part.writeUInt16LE(value)
    else part.writeUInt32LE(value)
    return part
  })
  return new ElfBytes(Buffer.concat(parts), form)
}
/** Elf64_Verneed, then two Elf64_Vernaux. */
const needed = (flags: number, count = 1, nextAux = 16): Chain => ({ count, names, bytes: table('hhwwwwhhwwwhhww', 1, 2, libc, 16, 0, 0, 0, 2, one, nextAux, 0, flags, 3, two, 0) })

test('every version of every library; a weak one is not needed', () => {
  assert.deepEqual(neededVersions(needed(0)), [{ library: 'libc.so.6', version: 'V_1' }, { library: 'libc.so.6', version: 'V_2' }])
  assert.deepEqual(neededVersions(needed(2)), [{ library: 'libc.so.6', version: 'V_1' }])
})
test('what is defined: the first name of each entry', () => {
  const bytes = table('hhhhwwwww', 1, 0, 1, 1, 0, 20, 28, one, 0, 1, 0, 2, 1, 0, 20, 0, two, 0)
  assert.deepEqual([...definedVersions({ bytes, names, count: 2 })], ['V_1', 'V_2'])
})
test('a chain that leads outside, and one that is too long, are damage', () => {
  throwsFailure('DATA', /points elsewhere/, () => neededVersions(needed(0, 1, 1000)))
  throwsFailure('DATA', /more than \d+ versions/, () => neededVersions(needed(0, 100_000)))
  throwsFailure('DATA', /more than \d+ versions/, () => definedVersions({ ...needed(0), count: 100_000 }))
})
