import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseArtifactName } from '../../../src/release/artifact.ts'
import { throwsFailure } from '../../support/throws.ts'

test('a base name is an artifact name', () => {
  for (const name of ['jaco-v0.2.0-linux-amd64.tar.gz', 'SHA256SUMS', 'a', '..a', 'ü.tgz', 'x'.repeat(255), 'a b', '100%']) assert.equal(parseArtifactName(name), name)
})
test('J30 whatever could leave its directory or forge a line is refused', () => {
  const cases: readonly (readonly [string, RegExp])[] = [['', /is empty/], ['.', /is a directory/], ['..', /is a directory/], ['a/b', /slash/], ['/etc/passwd', /slash/], ['..\\x', /slash/],
    ['a\u0000b', /'a\\x00b'.*cannot be seen/], ['a\nb', /cannot be seen/], ['a\u202eb', /'a\\u\{202e\}b'/], ['a\ud800', /cannot be seen/], ['x'.repeat(256), /longer than 255/], ['ü'.repeat(128), /longer than 255/]]
  for (const [name, why] of cases) throwsFailure('DATA', why, () => parseArtifactName(name))
})
