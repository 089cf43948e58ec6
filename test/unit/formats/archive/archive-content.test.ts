import assert from 'node:assert/strict'
import { test } from 'node:test'
import { locateFiles } from '../../../../src/formats/archive/archive-content.ts'
import type { ArchiveMember } from '../../../../src/formats/archive/archive-policy.ts'
import { isFailure } from '../../../../src/errors.ts'
import { throwsFailure } from '../../../support/throws.ts'

const members = (...paths: readonly string[]): readonly ArchiveMember[] =>
  paths.map((path) => ({ kind: path.endsWith('/') ? 'directory' : 'file', path: path.replace(/\/$/, ''), sizeBytes: 1, mode: 0o755 }))
const located = (wanted: readonly string[], ...paths: readonly string[]): readonly unknown[] => {
  const { topDirectory, files } = locateFiles(members(...paths), wanted)
  return [topDirectory, ...files.values()]
}

test('E1 one top directory, a flat archive, a tree', () => {
  assert.deepEqual(located(['jaco', 'jacod'], 'top/', 'top/jaco', 'top/jacod', 'top/doc/x'), ['top', 'top/jaco', 'top/jacod'])
  assert.deepEqual(located(['jacod'], 'top/jacod'), ['top', 'top/jacod'])
  assert.deepEqual(located(['jacod'], 'jacod', 'doc/jacod'), [null, 'jacod'])
  assert.deepEqual(located(['bin/jacod'], 'bin/jacod', 'share/x'), [null, 'bin/jacod'])
  assert.deepEqual(located(['jacod'], 'jacod'), [null, 'jacod'])
})
test('E2 a missing file is named, with what is there instead', () => {
  try {
    locateFiles(members('top/', ...'abcdefg'.split('').map((name) => `top/${name}`)), ['jacod'])
    assert.fail('it was found')
  } catch (thrown) {
    assert.ok(isFailure(thrown))
    assert.equal(thrown.message, "the archive has no file 'top/jacod'")
    assert.equal(thrown.next, "It has 'top/a', 'top/b', 'top/c', 'top/d', 'top/e' and 2 more.")
  }
})
test('E6 a file of that name further down, or a directory, is not it', () => {
  throwsFailure('DATA', /no file 'jacod'/, () => located(['jacod'], 'docs/jacod', 'README'))
  throwsFailure('DATA', /no file 'top\/jacod'/, () => located(['jacod'], 'top/docs/jacod', 'top/jacod/'))
})
