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
  assert.deepEqual([v.parse(rehearsal, {}), v.parse(rehearsal, { unsandboxed: 'allowed' })], [{ unsandboxed: 'skipped' }, { unsandboxed: 'allowed' }])
  assert.equal(v.safeParse(rehearsal, { unsandboxed: true }).success, false)
})
