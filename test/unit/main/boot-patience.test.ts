import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitSeconds } from '../../../src/main/boot-patience.ts'

const starting = { ActiveState: 'activating', TimeoutStartUSec: 120_000_000n }

test('the boot waits for a restore as long as the app file gives it, and for everything else as long as before; a second restore adds its own', () => {
  assert.equal(limitSeconds(starting, 600_000), 120 + 600 + 60)
  assert.equal(limitSeconds({ ...starting, TimeoutStartUSec: 780_000_000n }, 30_500), 780 + 31 + 60)
  assert.equal(limitSeconds({ ...starting, TimeoutStartUSec: 5_000_000 }, 1000), 66, 'a number that fits one')
})

test('a limit that an operator has taken away stays away, and of a unit that nobody starts now nothing is changed', () => {
  assert.equal(limitSeconds({ ...starting, TimeoutStartUSec: 2n ** 64n - 1n }, 1000), null)
  assert.equal(limitSeconds({ ...starting, ActiveState: 'active' }, 1000), null)
  assert.equal(limitSeconds({ ActiveState: 'activating' }, 1000), null)
})
