import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCompanions } from '../../../src/config/read-companions.ts'
import { userPlacesOf, usualOfSystem } from '../../../src/upgrade/places.ts'

const users = userPlacesOf('cmdop', { uid: 1000, home: '/home/ann' }).usual
const places = (tables: unknown, usual = usualOfSystem): unknown => {
  const read = readCompanions(tables, usual)
  return read.kind === 'good' ? read.value.map(({ to }) => to) : read.mistakes.map(({ path, says }) => `${path.join('.')} ${says}`)
}

test('a unit file goes where whoever administers the daemon lays unit files', () => {
  assert.deepEqual(places([{ from: 'units/acme.service' }, { from: 'acme.socket' }]), ['/etc/systemd/system/acme.service', '/etc/systemd/system/acme.socket'])
  assert.deepEqual(places([{ from: 'units/acme.service' }], users), ['/home/ann/.config/systemd/user/acme.service'])
})
test('what says where it belongs goes there, and only a user has a home to begin with', () => {
  assert.deepEqual(places([{ from: 'acme.service', to: '/usr/local/lib/systemd/system/acme.service' }]), ['/usr/local/lib/systemd/system/acme.service'])
  assert.deepEqual(places([{ from: 'acme.conf', to: '~/.config/acme.conf' }], users), ['/home/ann/.config/acme.conf'])
  assert.deepEqual(places([{ from: 'acme.conf', to: '~/acme.conf' }]), ['~/acme.conf'])
})
test('everything else has to say it', () => {
  for (const from of ['acme.conf', 'units/', 'units.service/']) assert.deepEqual(places([{ from }]), ["file.0 needs the key 'to': where it belongs on this host"], from)
  assert.deepEqual(places({ from: 'acme.service' }), ['file must be written in double brackets: [[file]]'])
})
test('what nobody says is safe: readable by all, written by its owner, gone when the release has it no more, and never over an edit', () => {
  assert.deepEqual(readCompanions([{ from: 'acme.service' }], usualOfSystem), { kind: 'good', value: [{ from: 'acme.service', to: '/etc/systemd/system/acme.service', mode: 0o644, missing: 'remove', edited: 'refuse' }] })
})
