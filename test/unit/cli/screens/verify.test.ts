import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfVerify } from '../../../../src/cli/screens/verify.ts'

test('a proven file says what it is and on which grounds, printable', () => {
  assert.equal(textOfVerify({ artifact: 'a\n.tgz', version: '1.0.0', sha256: 'ab', grounds: ['key 1', 'key 2'] }),
    'a\\x0a.tgz is what its publisher signed\n  version  1.0.0\n  sha256   ab\n  trust    key 1\n  trust    key 2\n')
})
