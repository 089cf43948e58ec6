import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partOf } from '../../../src/formats/part-of-file.ts'
import { anArchiveFile } from '../../support/an-archive-file.ts'

test('a part is copied out of the chunks, and shorter where the file ends', async () => {
  const file = anArchiveFile(Buffer.from('0123456789'), 3)
  assert.equal(String(await partOf(file, 2, 5)), '23456')
  assert.equal(String(await partOf(file, 8, 100)), '89')
  assert.equal(String(await partOf(file, 10, 4)), '')
  assert.equal(String(await partOf(file, 20, 4)), '')
})
