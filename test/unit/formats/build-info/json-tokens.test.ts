import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextToken } from '../../../../src/formats/build-info/json-tokens.ts'

test('brackets, text with anything in it, numbers and words, wherever they stand', () => {
  const text = ' {"a\\"}": [1.5e3,\ttrue],\n"b":null}'
  const found: string[] = []
  for (let token = nextToken(text, 0); ; token = nextToken(text, token.end)) {
    assert.equal(text.slice(token.start, token.end), token.text)
    found.push(token.text)
    if (token.end === text.length) break
  }
  assert.deepEqual(found, ['{', '"a\\"}"', ':', '[', '1.5e3', ',', 'true', ']', ',', '"b"', ':', 'null', '}'])
})

test('behind the end there is none: a bug of whoever asks', () => {
  assert.throws(() => nextToken('{} ', 2), /ends too early/)
})
