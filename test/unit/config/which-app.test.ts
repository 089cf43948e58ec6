import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure } from '../../../src/errors.ts'
import { chooseApp, listApps } from '../../../src/config/which-app.ts'
import { placesOf } from '../../../src/upgrade/places.ts'
import { aConfigDisk } from '../../support/config-disk.ts'
import { rejectsWithFailure, throwsFailure } from '../../support/throws.ts'

test("apps are the files of the administrator and of vendors, each once; what cannot be an app's name is none", async () => {
  const disk = aConfigDisk({
    '/etc/app-upgrade/jaco.toml': '', '/etc/app-upgrade/acme.toml': '', '/etc/app-upgrade/acme.toml.d/1.toml': '', '/usr/lib/app-upgrade/acme.toml': '',
    '/usr/lib/app-upgrade/vendor.toml': '', '/etc/app-upgrade/README': '', '/etc/app-upgrade/Bad.toml': '', '/etc/app-upgrade/-x.toml': '', '/etc/app-upgrade/jaco.toml~': '',
    // What is said of every app is no app.
    '/etc/app-upgrade/all.toml': '', '/etc/app-upgrade/all.toml.d/1.toml': '', '/etc/app-upgrade/acme.pin': '1.0.0',
  })
  assert.deepEqual(await listApps(disk, placesOf('any')), ['acme', 'jaco', 'vendor'])
  assert.deepEqual(await listApps(aConfigDisk({}), placesOf('any')), [])
})
test('more apps than anybody has are refused', async () => {
  const many = Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`/etc/app-upgrade/a${index}.toml`, '']))
  await rejectsWithFailure('CONFIG', /^there are 257 apps/, listApps(aConfigDisk(many), placesOf('any')))
})
const places = placesOf('')
test('the only app is meant when none is named', () => assert.equal(chooseApp(null, ['jaco'], places), 'jaco'))
test('a named app is that one', () => assert.equal(chooseApp('jaco', ['acme', 'jaco'], places), 'jaco'))
test('with several, one must be named, and the right names are said', () => {
  throwsFailure('USAGE', /^there are 2 apps; say which one is meant$/, () => chooseApp(null, ['acme', 'jaco'], places))
  assert.equal(nextOf(() => chooseApp(null, ['acme', 'jaco'], places)), 'one of: acme, jaco')
})
test('without any app the way to describe one is said', () => {
  throwsFailure('CONFIG', /^no app is configured$/, () => chooseApp(null, [], places))
  throwsFailure('CONFIG', /^no app is configured$/, () => chooseApp('jaco', [], places))
})
test('an app that is not there is refused, with the name that was probably meant', () => {
  throwsFailure('CONFIG', /^there is no app 'jcao'$/, () => chooseApp('jcao', ['acme', 'jaco'], places))
  assert.equal(nextOf(() => chooseApp('jcao', ['acme', 'jaco'], places)), "did you mean 'jaco'?")
  assert.equal(nextOf(() => chooseApp('nginx', ['acme', 'jaco'], places)), 'the configured apps are: acme, jaco')
})

function nextOf(act: () => unknown): string | null {
  try {
    act()
  } catch (thrown) {
    return isFailure(thrown) ? thrown.next : null
  }
  return null
}
