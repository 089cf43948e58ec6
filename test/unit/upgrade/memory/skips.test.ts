import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipsOf, type FoundIll, type Word } from '../../../../src/upgrade/memory/skips.ts'

const ill = (version: string, atMs: number): FoundIll => ({ version, sha256: `digest-${version}`, because: 'it was rolled back', atMs })
const word = (says: Word['says'], version: string, atMs: number): Word => ({ version, says, because: 'said so', atMs })

test('I9 what was found ill is skipped by its digest', () => {
  assert.deepEqual(skipsOf([ill('2.0.0', 10)], []), [{ version: '2.0.0', sha256: 'digest-2.0.0', because: 'it was rolled back' }])
})

test('what was skipped by hand is skipped whatever its bytes', () => {
  assert.deepEqual(skipsOf([], [word('skip', '2.0.0', 10)]), [{ version: '2.0.0', sha256: null, because: 'said so' }])
})

test('unskip pardons what happened before it, and nothing that happens after', () => {
  assert.deepEqual(skipsOf([ill('2.0.0', 10)], [word('unskip', '2.0.0', 11)]), [])
  assert.equal(skipsOf([ill('2.0.0', 12)], [word('unskip', '2.0.0', 11)]).length, 1)
  assert.equal(skipsOf([], [word('unskip', '2.0.0', 11), word('skip', '2.0.0', 12)]).length, 1)
})

test('unskip pardons only its own version', () => {
  assert.equal(skipsOf([ill('2.0.0', 10), ill('2.0.1', 10)], [word('unskip', '2.0.0', 11)]).length, 1)
})
