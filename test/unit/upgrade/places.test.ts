import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placesOf, userPlacesOf } from '../../../src/upgrade/places.ts'

const op = { uid: 1000, home: '/home/op' }

test("the machine's places are those of architecture section 8", () => {
  const { config, cache, journals, lock, requests, owner, usual } = placesOf('jaco')
  assert.deepEqual([config, cache, journals, lock, requests, owner], ['/etc/app-upgrade', '/var/cache/app-upgrade/jaco', '/var/lib/app-upgrade/jaco/journals', '/run/app-upgrade/jaco.lock', '/run/app-upgrade/requests', 0])
  assert.deepEqual(usual, { homes: '/opt', programs: '/usr/local/bin', units: '/etc/systemd/system', tilde: null })
})
test("a user's places lie in the home and in the user's own part of /run, and are that user's", () => {
  const places = userPlacesOf('cmdop', op)
  assert.deepEqual([places.config, places.cache, places.journals, places.lock, places.owner], [
    '/home/op/.config/app-upgrade', '/home/op/.cache/app-upgrade/cmdop', '/home/op/.local/state/app-upgrade/cmdop/journals', '/run/user/1000/app-upgrade/cmdop.lock', 1000,
  ])
  assert.deepEqual(places.usual, { homes: '/home/op/.local/lib', programs: '/home/op/.local/bin', units: '/home/op/.config/systemd/user', tilde: '/home/op' })
})
test('E45 whatever the environment calls home, the places stay where they are', () => {
  const before = process.env['XDG_CONFIG_HOME']
  process.env['XDG_CONFIG_HOME'] = '/tmp/eve'
  try {
    assert.equal(userPlacesOf('cmdop', op).config, '/home/op/.config/app-upgrade')
  } finally {
    if (before === undefined) delete process.env['XDG_CONFIG_HOME']
    else process.env['XDG_CONFIG_HOME'] = before
  }
})
test('nothing of the two is shared', () => {
  const [system, user] = [placesOf('cmdop'), userPlacesOf('cmdop', op)]
  for (const key of Object.keys(system) as (keyof typeof system)[]) assert.notDeepEqual(user[key], system[key], key)
})
