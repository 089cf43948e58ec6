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
  for (const name of ['PrivateNetwork', 'IPAddressDeny']) assert.equal(valueOf(name, properties), undefined, name)
  assert.equal(valueOf('RemoveIPC', properties), undefined, "the daemon's shared memory would go with the check")
})
test('F40 its time over, all of it is killed at once; however many processes it has, they share one part of the processor', () => {
  assert.deepEqual(['KillMode', 'KillSignal', 'CPUWeight', 'TasksMax'].map((name) => valueOf(name)), ['control-group', 9, 100n, 512n])
})
test('R5 the room that the settings give a command is in its unit, of either manager; and what it prints has room in any case', () => {
  const room = { memoryBytesMax: 2 ** 33, tasksMax: 4096, fileBytesMax: 2 ** 20 }
  for (const sandbox of [sandboxOf, userSandboxOf]) {
    const limits = (differs: object): readonly unknown[] => ['MemoryMax', 'TasksMax', 'LimitFSIZE'].map((name) => valueOf(name, sandbox({ ...command, ...differs }, 'none', '/o')))
    assert.deepEqual(limits({}), [2n ** 31n, 512n, 2n ** 24n])
    assert.deepEqual(limits({ room }), [2n ** 33n, 4096n, 2n ** 20n])
    assert.deepEqual(limits({ room, outputBytesMax: 2 ** 22 })[2], 2n ** 22n)
  }
})
test('nothing leads anywhere: no address family, no packet, no network of the machine', () => {
  assert.deepEqual([valueOf('PrivateNetwork'), valueOf('RestrictAddressFamilies')], [true, [true, ['AF_UNIX']]])
  assert.deepEqual(valueOf('IPAddressDeny'), [[2, Buffer.alloc(4), 0], [10, Buffer.alloc(16), 0]])
})
test('whoever goes by the user id alone, and does as root says, is hidden where nothing shall be reached, and only there', () => {
  const hidden = valueOf('InaccessiblePaths')
  for (const path of ['/run/dbus', '/run/systemd/private', '/run/user', '/run/docker.sock']) assert.ok(Array.isArray(hidden) && hidden.includes(`-${path}`), path)
  assert.equal(valueOf('InaccessiblePaths', sandboxOf(command, 'loopback', '/o')), undefined, 'a probe may ask systemd')
})
test('shared memory is its own where nothing shall be reached', () => {
  assert.deepEqual(valueOf('TemporaryFileSystem'), [['/dev/shm', 'mode=1777,nosuid,nodev']])
})
test('no property is set twice, but the filter of system calls: first what is allowed, then what of it is not', () => {
  const properties = sandboxOf(command, 'none', '/o')
  const filters = properties.filter(([name]) => name === 'SystemCallFilter').map(([, [, value]]) => value)
  assert.deepEqual(filters, [[true, ['@system-service']], [false, ['@privileged', '@resources']]])
  const names = properties.map(([name]) => name).filter((name) => name !== 'SystemCallFilter')
  assert.equal(new Set(names).size, names.length)
})
test("a user's manager is asked for nothing that needs privileges or a namespace, and for the same limits", () => {
  const properties = userSandboxOf(command, 'none', '/o')
  const of = (name: string): unknown => valueOf(name, properties)
  for (const name of ['DynamicUser', 'User', 'PrivateTmp', 'PrivateNetwork', 'ProtectSystem', 'ProtectHome', 'PrivateDevices', 'CapabilityBoundingSet', 'ProtectClock', 'InaccessiblePaths']) assert.equal(of(name), undefined, name)
  for (const name of ['ExecStart', 'TimeoutStartUSec', 'MemoryMax', 'LimitFSIZE', 'NoNewPrivileges', 'RestrictNamespaces', 'SystemCallArchitectures', 'UMask']) assert.deepEqual(of(name), valueOf(name), name)
  assert.deepEqual(of('RestrictAddressFamilies'), [true, ['AF_UNIX']], 'without a network of its own: no address family that leads anywhere')
  assert.deepEqual(valueOf('RestrictAddressFamilies', userSandboxOf(command, 'loopback', '/o')), valueOf('RestrictAddressFamilies', sandboxOf(command, 'loopback', '/o')))
  assert.equal(new Set(properties.map(([name]) => name)).size, properties.length)
})
