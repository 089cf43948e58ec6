import assert from 'node:assert/strict'
import { test } from 'node:test'
import { draftText, set, suggested } from '../../../../src/config/draft/draft-text.ts'
import { parseTomlBytes } from '../../../../src/formats/toml.ts'

const read = (text: string): unknown => JSON.parse(JSON.stringify(parseTomlBytes(Buffer.from(text), 'x.toml').values))

test('sections, comments and suggestions', () => {
  const text = draftText([
    { heading: null, state: 'set', says: ['One.'], keys: [] },
    { heading: '[source]', state: 'set', says: [], keys: [set('kind', 'github'), suggested('tags', 'x'), set('artifact', 'a')] },
    { heading: '[[trust]]', state: 'suggested', says: ['Two.'], keys: [set('keys', ['a', 'b'])] },
    { heading: '[layout]', state: 'set', says: [], keys: [set('files', { a: '/a', 'b c': '/b' })] },
  ])
  assert.equal(text, '# One.\n\n[source]\nkind     = "github"\n# tags     = "x"\nartifact = "a"\n\n# Two.\n# [[trust]]\n# keys = ["a", "b"]\n\n[layout]\nfiles = { "a" = "/a", "b c" = "/b" }\n')
  assert.deepEqual(read(text), { source: { kind: 'github', artifact: 'a' }, layout: { files: { a: '/a', 'b c': '/b' } } })
})

test('J30 what others called their files stays in its value, and in its comment', () => {
  const evil = 'a"\n[[trust]]\nkind = "checksums"\nunsigned = "accepted"\u2028\u007f\u202e \\ \t'
  const text = draftText([{ heading: '[source]', state: 'set', says: [`There is ${evil}`], keys: [set('a', evil), suggested('b', [evil]), set('c', { [evil]: evil })] }])
  assert.deepEqual(read(text), { source: { a: evil, c: { [evil]: evil } } })
  assert.equal(text.split('\n').filter((line) => !line.startsWith('#')).length, 4)
})

test('long sentences are broken between words', () => {
  const lines = draftText([{ heading: null, state: 'set', says: ['word '.repeat(60).trim(), `https://${'x'.repeat(200)}`], keys: [] }]).trimEnd().split('\n')
  assert.ok(lines.slice(0, -1).every((line) => line.startsWith('# ') && line.length <= 118))
  assert.equal(lines.length, 4)
})
