import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isZeroBlock, readTarHeader } from '../../../../src/formats/tar/tar-header.ts'
import { type HeaderFields, tarHeader, withChecksum } from '../../../support/tar-builder.ts'
import { throwsFailure } from '../../../support/throws.ts'

const read = (fields: HeaderFields): ReturnType<typeof readTarHeader> => readTarHeader(tarHeader(fields))
const refused = (why: RegExp, fields: HeaderFields): void => throwsFailure('DATA', why, () => read(fields))

test('the fields of an honest header', () => {
  const header = read({ name: 'jacod', prefix: 'top', sizeBytes: 4711, mode: 0o4755, type: '2', linkpath: 'x' })
  assert.deepEqual([header.path.toString(), header.sizeBytes, header.mode, header.type, header.linkpath.toString()], ['top/jacod', 4711, 0o4755, '2', 'x'])
  assert.equal(read({ name: 'n'.repeat(100) }).path.length, 100)
  assert.equal(read({ type: '\0' }).type, '0')
})
test('the GNU form has no prefix; its times stand there', () => {
  assert.equal(read({ name: 'n', patch: [[257, 'ustar  \0'], [345, '14000000000\0']] }).path.toString(), 'n')
})
test('sizes in octal and base-256', () => {
  assert.equal(read({ sizeBytes: 8 ** 11 - 1 }).sizeBytes, 8 ** 11 - 1)
  assert.equal(read({ patch: [[124, Buffer.from('800000000000000200000000', 'hex')]] }).sizeBytes, 2 ** 33)
  assert.equal(read({ patch: [[124, '      12345 ']] }).sizeBytes, 0o12345)
  for (const field of ['ffffffffffffffffffffffff', '810000000000000000000000', '000000000000000000000000', '202020202020202020202020', '303830303030303030303000'])
    refused(/size is/, { patch: [[124, Buffer.from(field, 'hex')]] })
  refused(/beyond all measure/, { patch: [[124, Buffer.from('800000000020000000000000', 'hex')]] })
})
test('a damaged header is refused', () => {
  const spoiled = tarHeader({})
  spoiled[0] = 0x7a
  throwsFailure('DATA', /checksum/, () => readTarHeader(spoiled))
  refused(/ustar or GNU form/, { patch: [[257, 'star\0\0\0\0']] })
  refused(/mode is not/, { patch: [[100, '\0\0\0\0\0\0\0\0']] })
  refused(/after a NUL/, { patch: [[50, 'ghost']] })
  refused(/after a NUL/, { patch: [[400, 'ghost']] })
  throwsFailure('DATA', /checksum/, () => readTarHeader(Buffer.alloc(512)))
})
test('a zero block is one of zeros', () => {
  assert.equal(isZeroBlock(Buffer.alloc(512)), true)
  assert.equal(isZeroBlock(withChecksum(Buffer.alloc(512))), false)
})
