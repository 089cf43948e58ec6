import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPlatformWord } from '../../../src/release/words.ts'

test('platform and archive words are known in any case, and a pre-release word is none of them', () => {
  for (const word of ['linux', 'AMD64', 'x86_64', 'aarch64', 'tar', 'SHA256SUMS']) assert.ok(isPlatformWord(word), word)
  for (const word of ['rc', 'beta', 'alpha', 'dev', 'hotfix', '1', '']) assert.ok(!isPlatformWord(word), word)
})
