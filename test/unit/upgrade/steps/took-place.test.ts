import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StepPorts } from '../../../../src/upgrade/steps/step.ts'
import { tookPlace } from '../../../../src/upgrade/steps/took-place.ts'

test('what began took place; without a journal nothing did', () => {
  const ports = (others: StepPorts['others']): StepPorts => (others === undefined ? {} : { others }) as StepPorts
  const with_ = ports({ stopped: [], replaced: [], begun: ['lease', 'swap'] })
  assert.deepEqual([tookPlace('swap', with_), tookPlace('restart', with_), tookPlace('swap', ports({ stopped: [], replaced: [] })), tookPlace('swap', ports(undefined))], [true, false, false, false])
})
