import assert from 'node:assert/strict'
import { test } from 'node:test'
import { misconfigured } from '../../../src/config/misconfigured.ts'
import type { KeyPath, Mistake } from '../../../src/config/mistake.ts'

const mistakes = (count: number): Mistake[] => Array.from({ length: count }, (_, index) => ({ path: [`k${index}`], says: 'missing' }))
const backwards = async (path: KeyPath) => ({ file: '/etc/x', line: 100 - Number(String(path[0]).slice(1)), order: 0 })

test('one mistake is the whole message', async () => {
  assert.equal((await misconfigured('jaco', mistakes(1), backwards)).message, '/etc/x:100: k0: missing')
})
test('several stand in the order of the files', async () => {
  assert.equal((await misconfigured('jaco', mistakes(2), backwards)).message, "the settings of 'jaco' have 2 mistakes\n  /etc/x:99: k1: missing\n  /etc/x:100: k0: missing")
})
test('without a line the file is named alone, and comes first', async () => {
  const place = async (path: KeyPath) => (path[0] === 'k1' ? { file: '/etc/x', line: null, order: 0 } : { file: '/etc/x', line: 3, order: 0 })
  assert.match((await misconfigured('jaco', mistakes(2), place)).message, /\n {2}\/etc\/x: k1: missing\n {2}\/etc\/x:3: k0/)
})
test('more than a person corrects in one go are only counted', async () => {
  const { message } = await misconfigured('jaco', mistakes(25), backwards)
  assert.equal(message.split('\n').length, 22)
  assert.match(message, /25 mistakes[^]*\n {2}and 5 more$/)
})
