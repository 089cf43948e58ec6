import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isFailure } from '../../../src/errors.ts'
import { parseToml, parseTomlBytes } from '../../../src/formats/toml.ts'
import { rejectsWithFailure, throwsFailure } from '../../support/throws.ts'

const file = '/etc/app-upgrade/jaco.toml'
const refused = (text: string, why: RegExp): void => throwsFailure('CONFIG', why, () => parseTomlBytes(Buffer.from(text), file))

test('values come out as plain data', () => {
  const { values, fileName } = parseTomlBytes(Buffer.from('\ufeff[source]\r\nkind = "url"\r\n[[unit]]\nname = "a"\n'), file)
  assert.deepEqual(JSON.parse(JSON.stringify(values)), { source: { kind: 'url' }, unit: [{ name: 'a' }] })
  assert.equal(fileName, file)
})
test('a syntax mistake names file, line, column and key', () => {
  refused('a = 1\nb = \n', /^\/etc\/app-upgrade\/jaco\.toml:2:5: 'b': invalid value$/)
  refused('[source\nkind = "url"', /jaco\.toml:1:\d+: /)
  refused('n = 9007199254740993', /jaco\.toml:1:\d+: 'n': integer value cannot be represented losslessly/)
})
test('E32 more than 64 KiB is refused', () => {
  refused(`# ${'x'.repeat(64 * 1024)}`, /jaco\.toml is larger than 65536 bytes/)
  assert.ok(parseTomlBytes(Buffer.from(`# ${'x'.repeat(64 * 1024 - 2)}`), file))
})
test('E33 NUL and invalid UTF-8 are refused with their line', () => {
  refused('a = 1\nb = "\u0000"', /jaco\.toml:2: there is a NUL byte/)
  throwsFailure('CONFIG', /jaco\.toml:3: this is not UTF-8/, () => parseTomlBytes(Buffer.from('613d310a0a623d22ff220a633d31', 'hex'), file))
})
test('E35 a key or table that is already there is refused', () => {
  refused('kind = 1\nkind = 2', /jaco\.toml:2:1: 'kind': it is already there/)
  refused('[a]\n[b]\n[a]', /jaco\.toml:3:\d+: 'a': it is already there/)
  refused('a = { b = 1, b = 2 }', /jaco\.toml:1:\d+: /)
})
test('E48 a mistake never shows a value, which may be a secret', () => {
  for (const text of ['password = hunter2', 'password = "hunter2', '"token" = "hunter2" hunter2', 'hunter2', '[x]\ny = ["hunter2", }'])
    try {
      parseToml(text, file)
      assert.fail(text)
    } catch (thrown) {
      assert.ok(isFailure(thrown))
      assert.doesNotMatch(`${thrown.message}${String(thrown.cause)}`, /hunter2/, text)
    }
})
test('J12 prototype keys and J13 deep nesting are refused', () => {
  refused('__proto__ = 1', /jaco\.toml:1:/)
  refused('[a.constructor]\nb = 1', /jaco\.toml:1:/)
  refused(`a = ${'['.repeat(50)}${']'.repeat(50)}`, /jaco\.toml:1:/)
})
test('a key can be located for a schema mistake', async () => {
  const locate = await parseToml('[source]\nkind = "url"\n', file).locator()
  assert.deepEqual(locate(['source', 'kind']), { line: 2, column: 1 })
})
test('whatever the bytes, the answer is a document or a CONFIG failure', () => {
  const text = fc.array(fc.constantFrom(...'ab=[]{}"\'#.\n\r\t\\u1', '[[', '"""', '= "x"\n', '\u0000', 'é'), { maxLength: 30 }).map((parts) => parts.join(''))
  fc.assert(fc.property(fc.oneof(text.map((t) => Buffer.from(t)), fc.uint8Array({ maxLength: 40 })), (bytes) => {
    try {
      parseTomlBytes(bytes, file)
    } catch (thrown) {
      assert.ok(isFailure(thrown) && thrown.code === 'CONFIG', String(thrown))
    }
  }), { seed: 3, numRuns: 3000 })
})
test('what only the parser with positions minds is a mistake in the file, and no bug', async () => {
  await rejectsWithFailure('CONFIG', /^\/etc\/app-upgrade\/jaco.toml:2: /, parseToml('a = 1\nb = 2026-02-31T00:00:00Z\n', '/etc/app-upgrade/jaco.toml').locator())
})
