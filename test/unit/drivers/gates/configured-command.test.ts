import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandOf } from '../../../../src/drivers/gates/configured-command.ts'
import { aPlan } from '../../../support/a-plan.ts'

test('as the keys say it: placeholders filled in, whole seconds, an account only where one is named', () => {
  const [file] = aPlan().files
  assert.deepEqual(commandOf({ command: ['{new:acme0}', '{version}'], timeout: '1500ms' }, aPlan(), 64), { argv: [file.newPath, '2.0.0'], user: null, timeoutSeconds: 2, outputBytesMax: 64 })
  assert.equal(commandOf({ command: ['/bin/x'], user: 'acme', timeout: '10s' }, aPlan(), 64).user, 'acme')
})
