import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BlockCursor } from '../../../../src/formats/tar/block-cursor.ts'
import { scanTar, type TarUnit } from '../../../../src/formats/tar/tar-blocks.ts'
import { chunked, longName, paxHeader, tarHeader, tarMember, tarOf } from '../../../support/tar-builder.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scan = (tar: Buffer): Promise<TarUnit[]> => Array.fromAsync(scanTar(new BlockCursor(chunked(tar), 2 ** 30)))
const refused = (why: RegExp, ...parts: readonly Buffer[]): Promise<void> => rejectsWithFailure('DATA', why, scan(tarOf(...parts)))
const long = 'd/'.repeat(80)

test('units come in order, and together they are the archive, byte for byte', async () => {
  const tar = tarOf(longName(`${long}x`), tarMember({ name: 'x' }, 'a'.repeat(700)), tarMember({ name: 'y' }))
  const units = await scan(tar)
  assert.deepEqual(units.map((unit) => (unit.kind === 'member' ? unit.member.path.toString() : unit.kind)), [`${long}x`, 'body', 'y', 'end'])
  assert.deepEqual(Buffer.concat(units.flatMap((unit) => unit.blocks)), tar)
  assert.equal(units[1]?.kind === 'body' ? units[1].contentBytes : 0, 700)
})
test('an extended header must describe something, once', async () => {
  await refused(/describes no member/, paxHeader({ mtime: '1' }))
  await refused(/two extended headers/, longName(`${long}1`), longName(`${long}2`), tarMember({}))
  await refused(/two extended headers/, paxHeader({ mtime: '1' }), paxHeader({ mtime: '2' }), tarMember({}))
  await refused(/of 0 bytes/, tarHeader({ type: 'x' }), tarMember({}))
  await refused(/global/, paxHeader({ mtime: '1' }, 'g'), tarMember({}))
  await refused(/global/, paxHeader({ mtime: '1' }), paxHeader({ comment: 'x' }, 'g'), tarMember({}))
})
test('a name or size said twice must be the same, unless the header cannot say it', async () => {
  await refused(/two names/, longName('other'), tarMember({ name: 'x' }))
  await refused(/two names/, paxHeader({ path: '' }), tarMember({ name: 'x' }))
  await refused(/two sizes/, paxHeader({ size: '9' }), tarMember({}, 'x'))
  await refused(/two sizes/, paxHeader({ size: '-1' }), tarMember({}, 'x'))
  await refused(/two sizes/, paxHeader({ size: '9999999999' }), tarMember({}, 'x'))
  await refused(/after a NUL/, tarMember({ name: 'L', type: 'L' }, `${long}\0x\0`), tarMember({}))
  const same = await scan(tarOf(paxHeader({ path: 'x', size: '1' }), tarMember({ name: 'x' }, '1')))
  assert.equal(same.length, 3)
})
test('a size beyond octal is taken from PAX when the header says 0', async () => {
  const units = scanTar(new BlockCursor(chunked(Buffer.concat([paxHeader({ size: String(2 ** 34) }), tarHeader({})])), 2 ** 30))
  const { value } = await units.next()
  assert.equal(value?.kind === 'member' ? value.member.sizeBytes : 0, 2 ** 34)
})
