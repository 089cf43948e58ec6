import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfList } from '../../../../src/cli/screens/list.ts'
import { aListReport } from '../../../support/scripted-world.ts'

test('one line a release; what is not known is a dash', () => {
  const lines = textOfList(aListReport()).split('\n')
  assert.equal(lines.length, 7)
  assert.match(lines[1] ?? '', /^2\.0\.0 +live +11\.8 MiB +2026-11-21 10:48:41 UTC +yes +\/opt\/acme\/releases\/2\.0\.0$/)
  assert.match(lines[5] ?? '', /^1\.3\.0 +unused +11\.8 MiB +- +no /)
})

test('who may not know whether it runs is not told that it does not', () => {
  const [item] = aListReport().releases
  assert.ok(item)
  assert.match(textOfList(aListReport({ releases: [{ ...item, state: 'unknown', running: 'unknown' }], notes: ['only root may read'] })), / unknown .* - +\/opt.*\nnote: only root may read\n$/)
})

test('nothing there is said, too', () => assert.equal(textOfList(aListReport({ releases: [] })), 'no release of acme lies here\n'))

test('a directory is foreign text', () => {
  const [item] = aListReport().releases
  assert.ok(item)
  assert.ok(!textOfList(aListReport({ releases: [{ ...item, version: '1\u001b[2J' }] })).includes('\u001b'))
})
