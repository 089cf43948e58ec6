import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptName, targetFault, targetPath } from '../../../../src/formats/tuf/names.ts'

test('another first root is another name', () => {
  assert.match(keptName(Buffer.from('a')), /^tuf-[0-9a-f]{32}\.json$/)
  assert.notEqual(keptName(Buffer.from('a')), keptName(Buffer.from('b')))
})

test('a target path is filled in literally', () => {
  assert.equal(targetPath('{tag}/{version}/{artifact}', { artifact: 'a$&{tag}', version: '1.2.3' }), 'v1.2.3/1.2.3/a$&{tag}')
})

test('a template that could lead elsewhere, or to another file, is at fault', () => {
  for (const good of ['{artifact}', 'a/{tag}/{artifact}', 'x-{artifact}']) assert.equal(targetFault(good), null, good)
  for (const bad of ['', '{tag}', '{artifact}.sig', '/{artifact}', '../{artifact}', 'a//{artifact}', '{x}/{artifact}', 'a/./{artifact}']) assert.notEqual(targetFault(bad), null, bad)
})
