import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readElfImage } from '../../../../src/formats/elf/elf-image.ts'
import { anArchiveFile } from '../../../support/an-archive-file.ts'
import { anElf } from '../../../support/an-elf.ts'
import { compiled, plainProgram } from '../../../support/compiled.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'
import { readFileSync } from 'node:fs'

const imageOf = (bytes: Buffer) => readElfImage(anArchiveFile(bytes, 50))

test('class, machine, kind and interpreter of a made executable', async () => {
  const image = await imageOf(anElf({ machine: 62, interpreter: '/lib64/ld-linux-x86-64.so.2' }))
  assert.deepEqual([image?.form, image?.machine, image?.kind, image?.interpreter, image?.loaded, image?.dynamic], [{ bits: 64, little: true }, 62, 'executable', '/lib64/ld-linux-x86-64.so.2', [], null])
  assert.equal((await imageOf(anElf({ machine: 183, interpreter: null })))?.interpreter, null)
})
test('a real one: what is loaded, and where its tables are', async (t) => {
  const image = await imageOf(readFileSync(compiled(aDirectory(t), 'real', plainProgram)))
  assert.ok(image !== null && image.dynamic !== null && image.loaded.length > 1)
  const { address, sizeBytes } = image.dynamic
  assert.ok(image.loaded.some((one) => address >= one.address && address + sizeBytes <= one.address + one.sizeBytes))
})
test('no ELF file, or a damaged one', async () => {
  for (const text of ['', '#!/bin/sh\n', '\x7fEL']) assert.equal(await imageOf(Buffer.from(text, 'latin1')), null)
  const good = anElf({ machine: 62, interpreter: '/lib/ld.so' })
  for (const sizeBytes of [4, 30, 63, 100, 121]) await rejectsWithFailure('DATA', /executable is damaged/, imageOf(good.subarray(0, sizeBytes)))
  const long = Buffer.from(good)
  long.writeBigUInt64LE(1n << 40n, 96)
  await rejectsWithFailure('DATA', /interpreter is no path/, imageOf(long))
})
