import assert from 'node:assert/strict'
import { test } from 'node:test'
import { operatorFileOf, operatorText } from '../../../src/config/operator-file.ts'
import type { TomlChanges } from '../../../src/formats/toml-edit.ts'
import { throwsFailure } from '../../support/throws.ts'

const file = operatorFileOf('/etc/app-upgrade', 'jaco')
const text = (before: string | null, changes: TomlChanges): string | null => operatorText(before, file, { app: 'jaco', changes })

test('it lies among the drop-ins', () => assert.equal(file, '/etc/app-upgrade/jaco.toml.d/50-operator.toml'))
test('a new file says who wrote it and how it is taken back; a line more is only that', () => {
  const first = text(null, { pin: { version: '1.4.2', by: 'alice', reason: 'ticket 4711' } })
  assert.equal(first, `# Written by app-upgrade: 'pin', 'hold', 'channel' and 'enable' say here what is wanted of jaco.
# It may be edited by hand. Take back one line with 'unpin' or 'unhold', or all of it by removing this file.
[policy]
pin = { version = "1.4.2", by = "alice", reason = "ticket 4711" }
`)
  assert.equal(text(first, { channel: 'beta' }), first?.replace('[policy]\n', '[policy]\nchannel = "beta"\n'))
})
test('with its last key the file goes', () => {
  const one = text(null, { pin: '1.0.0' })
  assert.equal(text(one, { pin: null }), null)
  assert.equal(text(text(one, { hold: true }), { pin: null, hold: null }), null)
  assert.equal(text(null, { pin: null }), null)
  assert.notEqual(text(text(one, { hold: true }), { pin: null }), null)
})
test('what somebody else wrote into it stays, and so the file does', () => {
  const mine = '# ask Bob before you touch this\n[policy]\npin = "1.0.0"\n'
  assert.equal(text(mine, { pin: null }), '# ask Bob before you touch this\n[policy]\n')
  assert.equal(text('[limits]\nstall = "9s"\n', { pin: '1.0.0' }), '[limits]\nstall = "9s"\n\n[policy]\npin = "1.0.0"\n')
})
test('a broken one is nobody\'s to overwrite', () => {
  throwsFailure('CONFIG', /^\/etc\/app-upgrade\/jaco.toml.d\/50-operator.toml:3:/, () => text('[policy]\n\npin = 1.4.2\n', { hold: true }))
})
