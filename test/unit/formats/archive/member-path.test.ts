import assert from 'node:assert/strict'
import { join } from 'node:path/posix'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldedPath, readMemberPath } from '../../../../src/formats/archive/member-path.ts'

const read = (text: string | Buffer): ReturnType<typeof readMemberPath> => readMemberPath(Buffer.from(text), 32)

test('plain relative paths are right; ./ in front is taken off', () => {
  for (const [text, path, trailingSlash] of [['a', 'a', 'no'], ['./a/b', 'a/b', 'no'], ['././a', 'a', 'no'], ['a/b/', 'a/b', 'yes'], ['./', '', 'yes'], ['.', '', 'yes'], ['...', '...', 'no'], ['a b:c', 'a b:c', 'no'], ['.hidden', '.hidden', 'no']] as const)
    assert.deepEqual(read(text), { kind: 'path', path, trailingSlash }, text)
})
test('all else is wrong', () => {
  for (const text of ['', '/', '//', '/a', '..', '../a', 'a/..', 'a/../b', 'a//b', 'a/./b', './/a', 'a//', 'C:x', 'a\\b', 'a\tb', 'a\0', 'a\u202eb', 'x.prev', 'a.partial/b', 'b.upgrading/', 'a/'.repeat(33), 'x'.repeat(256), 'xx/'.repeat(400)])
    assert.equal(read(text).kind, 'wrong', JSON.stringify(text.slice(0, 20)))
  assert.equal(read(Buffer.from('c0ae', 'hex')).kind, 'wrong', 'overlong dots')
})
test('whatever the bytes, an accepted path stays inside', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('a', '.', '..', '/', '\\', 'é', ':', ' ', '\n', '\0'), { maxLength: 12 }), (parts) => {
    const answer = read(parts.join(''))
    if (answer.kind === 'path') assert.ok(`${join('/in', answer.path)}/`.startsWith('/in/'), answer.path)
  }), { seed: 4, numRuns: 3000 })
})
test('twins have one folded path', () => {
  for (const [one, other] of [['README', 'readme'], ['caf\u00e9', 'cafe\u0301'], ['\ufb01le', 'file'], ['stra\u00dfe', 'STRASSE']] as const) assert.equal(foldedPath(one), foldedPath(other))
  assert.notEqual(foldedPath('a'), foldedPath('b'))
})
