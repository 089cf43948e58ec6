import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyText } from '../../../src/config/mistake.ts'

test('a key is written as in TOML', () => {
  assert.equal(keyText(['trust', 0, 'keys', 1]), 'trust[0].keys[1]')
  assert.equal(keyText(['layout', 'files', 'bin/relay']), 'layout.files."bin/relay"')
  assert.equal(keyText(['a\u001b[2J']), '"a\\u001b[2J"')
})
