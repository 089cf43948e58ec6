import assert from 'node:assert/strict'
import { test } from 'node:test'
import { capabilityNames, readFileCapabilities } from '../../../src/formats/file-capabilities.ts'
import { capabilityValue } from '../../support/an-attribute.ts'
import { throwsFailure } from '../../support/throws.ts'

test('S8 what a file gives, by name, in both words; what may be inherited, too', () => {
  // What setcap(8) writes for cap_net_bind_service=ep.
  assert.deepEqual(readFileCapabilities(Buffer.from('0100000200040000000000000000000000000000', 'hex')), ['cap_net_bind_service'])
  assert.deepEqual(readFileCapabilities(capabilityValue(10, 31, 39, 41)), ['cap_net_bind_service', 'cap_setfcap', 'cap_bpf', 'cap_41'])
  assert.deepEqual(readFileCapabilities(Buffer.from('0000000200000000002000000000000000000000', 'hex')), ['cap_net_raw'])
  assert.deepEqual(readFileCapabilities(capabilityValue()), [])
})
test('S8 older and newer forms, and none', () => {
  assert.deepEqual(readFileCapabilities(Buffer.from('010000010004000000000000', 'hex')), ['cap_net_bind_service'])
  assert.deepEqual(readFileCapabilities(Buffer.from('010000030004000000000000000000000000000000000000', 'hex')), ['cap_net_bind_service'])
  for (const wrong of ['', '0100', '0100000200040000', '01000004000400000000000000000000000000000000000000000000']) throwsFailure('DATA', /in a form that nobody knows/, () => readFileCapabilities(Buffer.from(wrong, 'hex')))
})
test("systemd's number", () => assert.deepEqual([capabilityNames(0n), capabilityNames((1n << 10n) | (1n << 40n))], [[], ['cap_net_bind_service', 'cap_checkpoint_restore']]))
