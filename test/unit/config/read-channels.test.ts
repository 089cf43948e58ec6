import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readChannels } from '../../../src/config/read-channels.ts'

const says = (value: unknown): readonly string[] => {
  const read = readChannels(value)
  return read.kind === 'good' ? [] : read.mistakes.map((mistake) => `${mistake.path.join('.')}: ${mistake.says}`)
}

test('channels of different names', () => {
  assert.deepEqual(says([{ name: 'edge' }, { name: 'beta' }]), [])
  assert.deepEqual(says([]), [])
})
test('two of one name: whoever follows it could not know which is meant', () => {
  assert.deepEqual(says([{ name: 'edge' }, { name: 'beta' }, { name: 'edge', tag: 'x*' }]), ["channel.2.name: 'edge' is there twice"])
})
test('stable is stable', () => assert.match(says([{ name: 'stable', prerelease: 'rc' }])[0] ?? '', /^channel\.0\.name: 'stable' is every app's finished releases/))
test('more than anybody needs are refused', () => assert.deepEqual(says(Array.from({ length: 17 }, (_, index) => ({ name: `c${index}` }))), ['channel: must not have more than 16 entries']))
