import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extrasFor } from '../../../../src/main/acquire/extras.ts'

test('P14 what gates read of a release is kept with it, beside what travels, and once', () => {
  const companion = { from: 'etc/acme.service', to: '/etc/systemd/system/acme.service', mode: 0o644, missing: 'remove', edited: 'refuse' } as const
  const gates = [{ kind: 'environment', file: '/etc/acme.env' }, { kind: 'environment', file: '/etc/acme.env', example: 'etc/acme.service' }, { kind: 'exec', command: ['/x'] }]
  assert.deepEqual(extrasFor({ companions: [companion], gates }), ['etc/acme.service', '.env.example'])
  assert.deepEqual(extrasFor({ companions: [], gates: [] }), [])
})
