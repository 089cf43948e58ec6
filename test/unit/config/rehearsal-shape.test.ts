import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { rehearsal, rehearsed } from '../../../src/config/rehearsal-shape.ts'

// What mistakes in them say is in test/vectors/config (rehearsals).
test('a command alone has its words for a name, half a minute, the account of the daemon, and passes with 0', () => {
  assert.deepEqual(v.parse(rehearsed, { command: ['{new:jaco}', 'config', 'check'] }),
    { name: '{new:jaco} config check', command: { argv: ['{new:jaco}', 'config', 'check'], user: null, timeoutMs: 30_000 }, pass: [0] })
})
test('and everything that may be said of it', () => {
  assert.deepEqual(v.parse(rehearsed, { name: 'config check', command: ['/bin/x'], user: 'root', timeout: '2min', pass: [0, 2] }),
    { name: 'config check', command: { argv: ['/bin/x'], user: 'root', timeoutMs: 120_000 }, pass: [0, 2] })
})
test('without systemd nothing is rehearsed, unless somebody says so', () => {
  assert.deepEqual([v.parse(rehearsal, {}).unsandboxed, v.parse(rehearsal, { unsandboxed: 'allowed' }).unsandboxed], ['skipped', 'allowed'])
  assert.equal(v.safeParse(rehearsal, { unsandboxed: true }).success, false)
})
test('what each command may take: two gibibytes, 512 tasks and 16 MiB, or what is said, within bounds', () => {
  const [mebibyte, gibibyte] = [2 ** 20, 2 ** 30]
  assert.deepEqual(v.parse(rehearsal, {}).room, { memoryBytesMax: 2 * gibibyte, tasksMax: 512, fileBytesMax: 16 * mebibyte })
  assert.deepEqual(v.parse(rehearsal, { memory: '8GiB', tasks: 4096, output: '64MiB' }).room, { memoryBytesMax: 8 * gibibyte, tasksMax: 4096, fileBytesMax: 64 * mebibyte })
  for (const wrong of [{ memory: '63MiB' }, { memory: '257GiB' }, { memory: 2 }, { tasks: 15 }, { tasks: 32_769 }, { output: '1023KiB' }, { output: '257MiB' }]) assert.equal(v.safeParse(rehearsal, wrong).success, false, JSON.stringify(wrong))
})
