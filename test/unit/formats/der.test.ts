import assert from 'node:assert/strict'
import { test } from 'node:test'
import { derTags, onlyDer, readDer, readObjectId } from '../../../src/formats/der.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

test('values lie one after the other, with short and long lengths', () => {
  assert.deepEqual(readDer(hex('0c 02 6869 30 00')), [{ tag: derTags.utf8, content: Buffer.from('hi') }, { tag: derTags.sequence, content: Buffer.from('') }])
  const long = Buffer.alloc(300, 7)
  assert.deepEqual(onlyDer(Buffer.concat([hex('04 82 012c'), long]), derTags.octetString), long)
  assert.deepEqual(readDer(Buffer.from('')), [])
})

test('what is cut, of indefinite length, or spelled in a second way is no DER', () => {
  for (const bytes of ['0c', '0c 02 68', '30 80 00 00', '0c 81 02 6869', '0c 82 0002 6869', '0c 84 00000002 6869', '1f 01 00', '04 82 01']) assert.equal(readDer(hex(bytes)), null, bytes)
})

test('one value is one, and of the tag that was asked for', () => {
  assert.equal(onlyDer(hex('0c 01 61 0c 01 62'), derTags.utf8), null)
  assert.equal(onlyDer(hex('0c 01 61'), derTags.sequence), null)
})

test('object ids are read as they are written', () => {
  assert.equal(readObjectId(hex('2b 06 01 04 01 83 bf 30 01 08')), '1.3.6.1.4.1.57264.1.8')
  assert.equal(readObjectId(hex('55 1d 11')), '2.5.29.17')
  for (const bytes of ['', '2b 86', 'ff ff ff ff ff ff ff ff 7f']) assert.equal(readObjectId(hex(bytes)), null, bytes)
})
