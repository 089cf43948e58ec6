import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scryptCosts } from '../../../../src/formats/minisign/scrypt-costs.ts'
import { throwsFailure } from '../../../support/throws.ts'

test('the costs are those that libsodium makes of its limits', () => {
  // "interactive" and "sensitive", as crypto_pwhash_scryptsalsa208sha256 defines and documents them.
  assert.deepEqual(scryptCosts(524_288n, 16_777_216n), { N: 16_384, r: 8, p: 1 })
  assert.deepEqual(scryptCosts(33_554_432n, 1_073_741_824n), { N: 1_048_576, r: 8, p: 1 })
  // Few operations: memory has no say, and no fewer than 32768 of them.
  assert.deepEqual(scryptCosts(0n, 1_073_741_824n), { N: 1024, r: 8, p: 1 })
  // Little memory: what is left of the operations goes into parallel runs.
  assert.deepEqual(scryptCosts(1_048_576n, 8_388_608n), { N: 8192, r: 8, p: 4 })
})

test('a key file cannot make us spend more memory or time than is sensible, nor nothing', () => {
  for (const [ops, memory] of [[2n ** 63n, 2n ** 63n], [2n ** 40n, 2n ** 31n], [2n ** 40n, 2n ** 20n], [2n ** 64n - 1n, 2n ** 64n - 1n], [32_768n, 0n]] as const) {
    throwsFailure('CONFIG', /costs more than is sensible/, () => scryptCosts(ops, memory))
  }
})
