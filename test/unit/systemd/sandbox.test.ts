import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sandboxOf, userSandboxOf } from '../../../src/systemd/sandbox.ts'

const command = { argv: ['/bin/x', '$HOME', '%n'], user: null, timeoutSeconds: 10, outputBytesMax: 1000 } as const
const valueOf = (name: string, of = sandboxOf(command, 'none', '/run/x/out')): unknown => of.find(([property]) => property === name)?.[1][1]

test('everything off, limits on everything, arguments untouched', () => {
  assert.deepEqual(valueOf('ExecStart'), [['/bin/x', ['/bin/x', '$$HOME', '%n'], false]])
  assert.equal(valueOf('ExecStartEx'), undefined, 'systemd 252 does not survive a daemon-reload with it')
  assert.deepEqual(['DynamicUser', 'NoNewPrivileges', 'PrivateNetwork', 'PrivateTmp'].map((name) => valueOf(name)), [true, true, true, true])
  assert.deepEqual([valueOf('ProtectSystem'), valueOf('CapabilityBoundingSet'), valueOf('TimeoutStartUSec'), valueOf('CollectMode')], ['strict', 0n, 10_000_000n, 'inactive-or-failed'])
  assert.deepEqual([valueOf('StandardOutputFileToAppend'), valueOf('StandardErrorFileToAppend')], ['/run/x/out', '/run/x/out'])
})
test('a named user, and the daemon within reach', () => {
  const properties = sandboxOf({ ...command, user: 'jaco' }, 'loopback', '/o')
  assert.equal(valueOf('User', properties), 'jaco')
  assert.equal(valueOf('DynamicUser', properties), undefined)
  assert.equal(valueOf('PrivateNetwork', properties), false)
})
test('no property is set twice', () => {
  const names = sandboxOf(command, 'none', '/o').map(([name]) => name)
  assert.equal(new Set(names).size, names.length)
})
test("a user's manager is asked for nothing that needs privileges or a namespace, and for the same limits", () => {
  const properties = userSandboxOf(command, 'none', '/o')
  const of = (name: string): unknown => valueOf(name, properties)
  for (const name of ['DynamicUser', 'User', 'PrivateTmp', 'PrivateNetwork', 'ProtectSystem', 'ProtectHome', 'PrivateDevices', 'CapabilityBoundingSet', 'ProtectClock']) assert.equal(of(name), undefined, name)
  for (const name of ['ExecStart', 'TimeoutStartUSec', 'MemoryMax', 'LimitFSIZE', 'NoNewPrivileges', 'RestrictNamespaces', 'SystemCallArchitectures', 'UMask']) assert.deepEqual(of(name), valueOf(name), name)
  assert.deepEqual(of('RestrictAddressFamilies'), [true, ['AF_UNIX']], 'without a network of its own: no address family that leads anywhere')
  assert.deepEqual(valueOf('RestrictAddressFamilies', userSandboxOf(command, 'loopback', '/o')), valueOf('RestrictAddressFamilies'))
  assert.equal(new Set(properties.map(([name]) => name)).size, properties.length)
})
