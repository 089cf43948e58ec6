import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure, isFailure } from '../../../src/errors.ts'
import { busFailure, isNamed, nameOf } from '../../../src/systemd/bus-failure.ts'

const said = (dbusName: string): Error => Object.assign(new Error('x'), { dbusName })
const codeOf = (thrown: unknown): string => (isFailure(thrown) ? thrown.code : 'none')

test('F30, F31 what an error reply means', () => {
  const rows = { AccessDenied: 'PERMISSION', InteractiveAuthorizationRequired: 'PERMISSION', NoReply: 'UNAVAILABLE', Disconnected: 'UNAVAILABLE', ServiceUnknown: 'UNAVAILABLE', UnknownMethod: 'PROTOCOL', InvalidArgs: 'PROTOCOL', FileNotFound: 'REFUSED' }
  for (const [name, code] of Object.entries(rows)) assert.equal(codeOf(busFailure(said(`org.freedesktop.DBus.Error.${name}`), 'Reload')), code, name)
  assert.equal(codeOf(busFailure(said('org.freedesktop.systemd1.NoSuchUnit'), 'x')), 'REFUSED')
  assert.equal(codeOf(busFailure(said('org.freedesktop.systemd1.ShuttingDown'), 'x')), 'TEMPORARY')
})
test('what is no error reply: a connection that broke, or lied', () => {
  assert.equal(codeOf(busFailure(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'x')), 'UNAVAILABLE')
  assert.equal(codeOf(busFailure(Object.assign(new Error('x'), { code: 'EACCES' }), 'x')), 'PERMISSION')
  assert.equal(codeOf(busFailure(Object.assign(new Error('x'), { code: 'EPROTO' }), 'x')), 'PROTOCOL')
  assert.equal(codeOf(busFailure('text', 'x')), 'UNAVAILABLE')
})
test('a failure stays what it is, the message never repeats its cause, names are found beneath', () => {
  const ours = failure('DATA', 'mine')
  assert.equal(busFailure(ours, 'x'), ours)
  const theirs = busFailure(said('org.freedesktop.systemd1.UnitMasked'), 'RestartUnit')
  assert.equal(theirs.message, 'RestartUnit: the service manager said no')
  assert.ok(isNamed(theirs, 'UnitMasked') && !isNamed(theirs, 'NoSuchUnit') && isNamed(said('org.freedesktop.DBus.Error.NoReply'), 'NoReply'))
  assert.equal(nameOf('text'), '')
})
