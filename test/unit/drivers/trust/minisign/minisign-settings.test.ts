import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { minisignSchema, thresholdOf } from '../../../../../src/drivers/trust/minisign/minisign-settings.ts'
import { aMinisignSigner } from '../../../../support/a-minisign-signer.ts'

const [signer, other] = [aMinisignSigner(1), aMinisignSigner(2)]

test('settings of several signatures and of retired keys that make no sense', () => {
  const says = (settings: Readonly<Record<string, unknown>>): string => v.safeParse(minisignSchema, { kind: 'minisign', keys: [signer.keyLine], ...settings }).issues?.[0].message ?? 'good'
  const two = { keys: [signer.keyLine, other.keyLine], signatures: ['a', 'b'] }
  assert.equal(says({ ...two, threshold: 1 }), 'good')
  assert.match(says({ ...two, signature: 'c' }), /both 'signature' and 'signatures'/)
  assert.match(says({ ...two, threshold: 3 }), /more than there are 'signatures'/)
  assert.match(says({ signatures: ['a', 'b'] }), /fewer keys than 'threshold'/)
  for (const threshold of [0, -1, 1.5]) assert.notEqual(says({ ...two, threshold }), 'good')
  assert.match(says({ retired: [{ key: signer.keyLine, until: '2026-10-01' }] }), /both in 'keys' and in 'retired'/)
  assert.match(says({ retired: [{ key: other.keyLine, until: '2026-02-30' }] }), /is no day/)
  assert.match(says({ signs: '{arch}' }), /placeholder/)
})

test('one signature when nothing is said, all of several, or as many as said', () => {
  assert.deepEqual([thresholdOf({}), thresholdOf({ signatures: ['a', 'b'] }), thresholdOf({ signatures: ['a', 'b'], threshold: 1 })], [1, 2, 1])
})
