import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { shellText } from '../../../src/upgrade/shell-text.ts'

test('a command as a person would type it, and as whom', () => {
  assert.equal(shellText({ argv: ['/usr/bin/restore', '--of=acme', 'a b'], user: 'acme', timeoutMs: 1 }), "as acme: /usr/bin/restore --of=acme 'a b'")
})
test('a shell reads the same words out of it', () => {
  const words = ['/bin/printf', '%s\\n', "acme's", '$HOME', 'a;b', '', '*', 'x\ty'] as const
  assert.deepEqual(execFileSync('/bin/sh', ['-c', shellText({ argv: [...words], user: null, timeoutMs: 1 })], { encoding: 'utf8' }).split('\n').slice(0, -1), words.slice(2))
})
