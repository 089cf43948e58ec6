import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipHeaderBytes } from '../../../../src/formats/archive/gzip-header.ts'
import { throwsFailure } from '../../../support/throws.ts'

const fixed = (flags: number): readonly number[] => [0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]
const extra = [3, 0, 1, 2, 3]
const text = [...Buffer.from('name\0')]

test('every combination of optional parts has its length, and no less is enough', () => {
  const parts: readonly (readonly [number, readonly number[]])[] = [[4, extra], [8, text], [16, text], [2, [9, 9]]]
  for (let chosen = 0; chosen < 16; chosen++) {
    const here = parts.filter((_, index) => (chosen & (1 << index)) !== 0)
    const header = Buffer.from([...fixed(here.reduce((sum, [flag]) => sum + flag, 0)), ...here.flatMap(([, bytes]) => bytes)])
    assert.equal(gzipHeaderBytes(Buffer.concat([header, Buffer.from('data')])), header.length)
    for (let short = 0; short < header.length; short++) assert.equal(gzipHeaderBytes(header.subarray(0, short)), null, `${short} of ${header.length}`)
  }
})

test('another file, another method, reserved flags, an endless name', () => {
  throwsFailure('DATA', /not a gzip file/, () => gzipHeaderBytes(Buffer.from('<html>')))
  throwsFailure('DATA', /not a gzip file/, () => gzipHeaderBytes(Buffer.from([0x1f, 0x9d])))
  throwsFailure('DATA', /method 7/, () => gzipHeaderBytes(Buffer.from([0x1f, 0x8b, 7])))
  throwsFailure('DATA', /reserved/, () => gzipHeaderBytes(Buffer.from([0x1f, 0x8b, 8, 0x80])))
  throwsFailure('DATA', /longer than/, () => gzipHeaderBytes(Buffer.concat([Buffer.from(fixed(8)), Buffer.alloc(70_000, 'n')])))
})
