import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest, suggestion } from '../../../src/config/suggest.ts'

const known = ['kind', 'repository', 'artifact', 'url']

test('a slip of the fingers is understood', () => {
  for (const [typed, meant] of [['kidn', 'kind'], ['Kind', 'kind'], ['knd', 'kind'], ['artefact', 'artifact'], ['repositroy', 'repository'], ['ur', 'url'], ['repsitori', 'repository']] as const) {
    assert.equal(nearest(typed, known), meant, typed)
  }
})
test('another word is not', () => {
  for (const typed of ['', 'password', 'kite-d', 'u', 'xyl']) assert.equal(nearest(typed, known), null, typed)
})
test('the nearest of several is taken', () => assert.equal(nearest('health', ['wealth', 'health', 'healthy']), 'health'))
test('a suggestion, else what is known, else nothing', () => {
  assert.equal(suggestion('kidn', known), "; did you mean 'kind'?")
  assert.equal(suggestion('xxxx', known), "; known here: 'kind', 'repository', 'artifact', 'url'")
  assert.equal(suggestion('xxxx', []), '')
  assert.match(suggestion('xxxx', Array.from({ length: 20 }, (_, index) => `k${index}kkkkk`)), /'k15kkkkk' and 4 more$/)
})
test('a huge key costs nothing', () => assert.equal(nearest('k'.repeat(1_000_000), known), null))
