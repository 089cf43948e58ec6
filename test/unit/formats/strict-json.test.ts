import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isJsonObject, parseStrictJson } from '../../../src/formats/strict-json.ts'
import { throwsFailure } from '../../support/throws.ts'

const parse = (text: string | Buffer): unknown => parseStrictJson(Buffer.from(text), 'release.json')
const refused = (text: string | Buffer, why: RegExp): void => throwsFailure('DATA', why, () => parse(text))

test('what JSON.stringify writes is read as JSON.parse reads it', () => {
  const acceptable = fc.json({ maxDepth: 5 }).filter((text) => !text.includes('__proto__') && !/\d{16}/.test(text))
  fc.assert(fc.property(acceptable, (text) => { assert.equal(JSON.stringify(parse(text)), JSON.stringify(JSON.parse(text))) }))
})

test('whatever it accepts, JSON.parse accepts, and means the same', () => {
  const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"b"', '"\\u0041"', '1', '-0', '0.5e3', '01', 'null', 'true', ' ', '\n', '//', "'"), { maxLength: 12 })
  fc.assert(fc.property(pieces, (tokens) => {
    const text = tokens.join('')
    try { parse(text) } catch { return }
    assert.equal(JSON.stringify(parse(text)), JSON.stringify(JSON.parse(text)))
  }), { numRuns: 2000 })
})

test('values are frozen, and objects have no prototype', () => {
  const value = parseStrictJson(Buffer.from('{"a":[{"b":1}]}'), 'x')
  assert.ok(isJsonObject(value) && Object.isFrozen(value) && Object.isFrozen(value['a']))
  assert.equal(Object.getPrototypeOf(value), null)
  for (const other of ['null', '[]', '"x"', '1']) assert.equal(isJsonObject(parseStrictJson(Buffer.from(other), 'x')), false)
})

test('J11 a key that is there twice, however it is spelled', () => {
  refused('{"hash":"a",\n"hash":"b"}', /'release\.json' line 2: the key 'hash' is there twice/)
  refused('{"hash":1,"\\u0068ash":1}', /twice/)
  assert.deepEqual(JSON.stringify(parse('{"a":{"x":1},"b":{"x":1}}')), '{"a":{"x":1},"b":{"x":1}}')
})

test('J12 __proto__ is refused, constructor is a key like any other', () => {
  refused('{"__proto__":{"binary":"x"}}', /'__proto__' is not accepted/)
  refused('{"\\u005f_proto__":1}', /not accepted/)
  const value = parse('{"constructor":1,"toString":2}') as Record<string, unknown>
  assert.deepEqual([value['constructor'], value['toString'], value['valueOf']], [1, 2, undefined])
})

test('J13 a depth of 100000 is refused, and costs no stack', () => {
  refused('['.repeat(100_000), /more than 32 levels/)
  refused('{"a":'.repeat(100_000), /more than 32 levels/)
  assert.ok(parse(`${'['.repeat(32)}${']'.repeat(32)}`))
  throwsFailure('DATA', /more than 1 levels/, () => parseStrictJson(Buffer.from('[[1]]'), 'x', { depthMax: 1 }))
})

test('J14 larger than its cap', () => {
  refused(Buffer.alloc(1024 * 1024 + 1, ' '), /larger than 1048576 bytes/)
  throwsFailure('DATA', /larger than 3 bytes/, () => parseStrictJson(Buffer.from('1234'), 'x', { bytesMax: 3 }))
})

test('J15 UTF-16, a byte order mark, invalid UTF-8', () => {
  refused(Buffer.from('{}', 'utf16le'), /line 1: /)
  refused(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{}', 'utf16le')]), /not UTF-8/)
  refused('\ufeff{}', /byte order mark/)
  refused(Buffer.from([0x22, 0xc3, 0x28, 0x22]), /not UTF-8/)
})

test('J16 bytes behind the end; only white space may stand there', () => {
  for (const text of ['{}{}', '{} x', '1 2', '{}\0', '[],']) refused(text, /behind its end|no value/)
  assert.equal(parse(' 1 \r\n\t'), 1)
})

test('J17 comments, NaN, and what else other readers allow', () => {
  for (const text of ['// c\n1', '/* c */1', 'NaN', 'Infinity', '-Infinity', 'undefined', "'a'", '{a:1}', '[1,]', '{"a":1,}', '[,1]', '01', '+1', '1.', '.5', '0x10', '1e', 'True', 'nulls', '', ' ', '[', '{"a"', '{"a":', '"a', '"\n"', '"\t"', '"\\x41"', '\v1', '\u00a01'])
    refused(text, /line \d+: /)
})

test('J18 half a character, escaped or not', () => {
  for (const text of ['"\\ud800"', '"\\udc00 x"', '{"\\ud83d":1}']) refused(text, /lone surrogate/)
  assert.equal(parse('"\\ud83d\\ude00"'), '😀')
})

test('J10 J28 a number that a double would round', () => {
  for (const text of ['9007199254740993', '-9007199254740992', '1e999', '123456789012345678901234567890']) refused(text, /too large to be held exactly/)
  assert.equal(parse('9007199254740991'), 9_007_199_254_740_991)
  assert.equal(parse('-1.5e2'), -150)
})

test('H26 a web page is called one', () => refused('\n<!doctype html>', /web page/))

test('F14 a text of nothing but escapes costs no stack, however long; nor does its missing end', () => {
  const escapes = '\\n'.repeat(4_000_000)
  assert.equal(parseStrictJson(Buffer.from(`"${escapes}"`), 'x', { bytesMax: 16 * 1024 * 1024 }), '\n'.repeat(4_000_000))
  throwsFailure('DATA', /line 1: a text has no end/, () => parseStrictJson(Buffer.from(`"${escapes}`), 'x', { bytesMax: 16 * 1024 * 1024 }))
  throwsFailure('DATA', /line 1: a text has no end/, () => parseStrictJson(Buffer.from('"\\'), 'x'))
})

test('a text of a megabyte is read without deep recursion', () => {
  const text = `"${'a\\n'.repeat(300_000)}"`
  assert.equal((parse(text) as string).length, 600_000)
})
