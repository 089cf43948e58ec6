import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstWords, wordsOf } from '../../../src/cli/verb-groups.ts'
import { verbs } from '../../../src/cli/verbs/table.ts'

test('every verb is behind exactly one first word, in the order of the table', () => {
  assert.deepEqual(firstWords(verbs).flatMap((first) => first.verbs), verbs)
  const words = firstWords(verbs).map(({ word }) => word)
  assert.equal(new Set(words).size, words.length)
})

test('verbs of two words share their first, which has a description of its own', () => {
  const publish = firstWords(verbs).find(({ word }) => word === 'publish')
  assert.deepEqual([publish?.kind, publish?.verbs.map((verb) => verb.name)], ['group', ['publish release', 'publish tree']])
  assert.deepEqual(publish?.verbs.map(wordsOf), [['publish', 'release'], ['publish', 'tree']])
  assert.throws(() => firstWords([{ ...verbs[0]!, name: 'nameless one' }]), /the group 'nameless' has a description/)
})
