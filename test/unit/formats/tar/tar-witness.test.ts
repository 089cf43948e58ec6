import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RawMember } from '../../../../src/formats/tar/tar-blocks.ts'
import { TarWitness } from '../../../../src/formats/tar/tar-witness.ts'
import { paxHeader, tarHeader, tarMember } from '../../../support/tar-builder.ts'
import { throwsFailure } from '../../../support/throws.ts'

const seenAs = (path: string, sizeBytes = 0, type = '0'): RawMember => ({ path: Buffer.from(path), sizeBytes, type, mode: 0, linkpath: Buffer.alloc(0), paxKeys: [] })
const disagrees = (why: RegExp, member: RawMember, ...blocks: readonly Buffer[]): void => throwsFailure('DATA', why, () => new TarWitness().member(blocks, member))
const pax = paxHeader({ path: 'real', size: '5' })

test('it agrees with what is there, and hands out the content', () => {
  const witness = new TarWitness()
  witness.member([tarHeader({ name: 'a', sizeBytes: 3 })], seenAs('a', 3))
  assert.equal(Buffer.concat(witness.body(tarMember({}, 'abc').subarray(512), 3)).toString(), 'abc')
  witness.member([tarHeader({ name: 'd/', type: '5' })], seenAs('d/', 0, '5'))
  witness.end([Buffer.alloc(512), Buffer.alloc(512)])
})
test('another name, size or kind, or no member at all, is a disagreement', () => {
  disagrees(/different members/, seenAs('b'), tarHeader({ name: 'a' }))
  disagrees(/different members/, seenAs('a', 1), tarHeader({ name: 'a', sizeBytes: 2 }))
  disagrees(/different members/, seenAs('a', 0, '5'), tarHeader({ name: 'a' }))
  disagrees(/different members/, seenAs('d/', 0, '0'), tarHeader({ name: 'd/' }))
  disagrees(/different members/, seenAs('x', 1), pax.subarray(0, 512), pax.subarray(512), tarHeader({ name: 'x', sizeBytes: 1 }))
  disagrees(/different members/, seenAs('a'), Buffer.alloc(512))
})
test('what the library warns of, or ignores, is a refusal', () => {
  const spoiled = tarHeader({ name: 'a' })
  spoiled[0] = 0x62
  disagrees(/malformed/, seenAs('a'), spoiled)
  disagrees(/malformed/, seenAs('a'), tarHeader({ name: 'a', type: 'Z' }))
  disagrees(/malformed/, seenAs('a'), tarHeader({ name: '' }))
})
test('content that is not all content, and an end inside a file, are noticed', () => {
  const witness = new TarWitness()
  witness.member([tarHeader({ name: 'a', sizeBytes: 3 })], seenAs('a', 3))
  throwsFailure('DATA', /different contents/, () => witness.body(Buffer.alloc(512), 512))
  const cut = new TarWitness()
  cut.member([tarHeader({ name: 'a', sizeBytes: 600 })], seenAs('a', 600))
  throwsFailure('DATA', /different ends|malformed/, () => cut.end([]))
})
