import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asRun, filledIn } from '../../../src/upgrade/planned-command.ts'
import { placeholders } from '../../../src/upgrade/placeholders.ts'
import { aPlan } from '../../support/a-plan.ts'

const texts = placeholders(['version', 'new'])
const command = { argv: ['{new:acme0}', '--is', '{version}', '{live}'], user: null, timeoutMs: 1500 } as const

test('every word is filled in that is understood; the account is the one that is said, else the one that is given', () => {
  assert.deepEqual(filledIn(command, texts, aPlan(), 'acme'), { ...command, argv: [aPlan().files[0].newPath, '--is', '2.0.0', '{live}'], user: 'acme' })
  assert.equal(filledIn({ ...command, user: 'postgres' }, texts, aPlan(), 'acme').user, 'postgres')
  assert.equal(filledIn(command, texts, aPlan(), null).user, null)
})

test('whole seconds, rounded up, and never none: that would be no limit at all', () => {
  assert.deepEqual(asRun(command, 64), { argv: command.argv, user: null, timeoutSeconds: 2, outputBytesMax: 64 })
  assert.equal(asRun({ ...command, timeoutMs: 0 }, 64).timeoutSeconds, 1)
})
