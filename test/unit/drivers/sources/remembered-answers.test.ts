import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { rememberedAnswers, type AnswerLimits } from '../../../../src/drivers/sources/remembered-answers.ts'
import type { Memory, Remembered } from '../../../../src/drivers/sources/driver.ts'
import { disk } from '../../../../src/host/disk.ts'
import { aDirectory } from '../../../support/a-directory.ts'

const url = 'https://example.org/releases?token=secret'
const answer = (text: string, validator = '"v1"'): Remembered => ({ validator, bytes: Buffer.from(text) })
const uid = process.getuid?.() ?? 0
function aMemory(t: TestContext, limits?: AnswerLimits, as = uid): { readonly memory: Memory; readonly directory: string } {
  const directory = join(aDirectory(t), 'answers')
  return { directory, memory: rememberedAnswers(disk, { directory, uid: as }, limits) }
}
const text = async (memory: Memory, of = url): Promise<string | null> => {
  const found = await memory.recall(of)
  return found === null ? null : `${found.validator} ${Buffer.from(found.bytes).toString()}`
}

test('what was kept is recalled, by its address; the newest answer counts', async (t) => {
  const { memory } = aMemory(t)
  assert.equal(await text(memory), null)
  await memory.keep(url, answer('one\ntwo'))
  assert.equal(await text(memory), '"v1" one\ntwo')
  await memory.keep(url, answer('three', 'W/"v2"'))
  assert.deepEqual([await text(memory), await text(memory, 'https://example.org/')], ['W/"v2" three', null])
})

test('E44 names say nothing of the address, and others cannot read what lies there', async (t) => {
  const { memory, directory } = aMemory(t)
  await memory.keep(url, answer('private list'))
  const [name = ''] = readdirSync(directory)
  assert.match(name, /^[0-9a-f]{64}$/)
  assert.equal(statSync(join(directory, name)).mode & 0o777, 0o640)
  assert.doesNotMatch(readFileSync(join(directory, name), 'utf8'), /example|secret/)
})

test('garbage is none: cut, changed, empty, another schema, a link', async (t) => {
  const { memory, directory } = aMemory(t)
  await memory.keep(url, answer('whole'))
  const path = join(directory, readdirSync(directory)[0] ?? '')
  const whole = readFileSync(path)
  const broken = [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from('x')]), Buffer.alloc(0), Buffer.from('\n'), Buffer.from('null\n'), Buffer.from('[1]\nx'), Buffer.from(whole.toString().replace('"schema":1', '"schema":2')), Buffer.from(whole.toString().replace('"\\"v1\\""', '7')), Buffer.alloc(5_000_000)]
  for (const bytes of broken) {
    writeFileSync(path, bytes)
    assert.equal(await text(memory), null, bytes.subarray(0, 80).toString())
    await memory.keep(url, answer('again'))
    assert.equal(await text(memory), '"v1" again')
  }
})

test('a link in its place is neither read nor written through', async (t) => {
  const { memory, directory } = aMemory(t)
  await memory.keep(url, answer('whole'))
  const path = join(directory, readdirSync(directory)[0] ?? '')
  const target = join(directory, '..', 'target')
  writeFileSync(target, readFileSync(path))
  await disk.remove(path)
  symlinkSync(target, path)
  assert.equal(await text(memory), null)
  await memory.keep(url, answer('again'))
  assert.match(readFileSync(target, 'utf8'), /whole/)
  assert.equal(await text(memory), '"v1" again')
})

test('it stays small: the oldest go first, in number and in size', async (t) => {
  const { memory, directory } = aMemory(t, { answerBytesMax: 1000, answersMax: 3, totalBytesMax: 1500 })
  // Whatever was written since the last call becomes this old.
  const age = (seconds: number): void => readdirSync(directory).forEach((name) => statSync(join(directory, name)).mtimeMs > 1e12 && utimesSync(join(directory, name), seconds, seconds))
  for (const [index, of] of ['a', 'b', 'c', 'd'].entries()) {
    await memory.keep(of, answer(of))
    age(1000 + index)
  }
  assert.deepEqual(await Promise.all(['a', 'b', 'c', 'd'].map((of) => text(memory, of))), [null, '"v1" b', '"v1" c', '"v1" d'])
  for (const address of ['e', 'f']) {
    await memory.keep(address, answer(address.repeat(700)))
    age(2000)
  }
  assert.deepEqual([await text(memory, 'b'), (await text(memory, 'f'))?.length, readdirSync(directory).length], [null, 705, 1])
  await memory.keep('g', answer('g'.repeat(1001)))
  assert.equal(await text(memory, 'g'), null)
})

test('who does not own the cache recalls, and keeps nothing', async (t) => {
  const { memory, directory } = aMemory(t)
  await memory.keep(url, answer('whole'))
  const visitor = rememberedAnswers(disk, { directory, uid: uid + 1 })
  await visitor.keep(url, answer('other'))
  assert.equal(await text(visitor), '"v1" whole')
  const nowhere = rememberedAnswers(disk, { directory: join(directory, 'a', 'b'), uid })
  await nowhere.keep(url, answer('x'))
  assert.equal(await text(nowhere), null)
  chmodSync(directory, 0o755)
  mkdirSync(join(directory, 'sub'))
  await memory.keep('more', answer('more'))
  assert.equal(await text(memory, 'more'), '"v1" more')
})
