import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { changePolicy, type Changed, type Wanted } from '../../../src/config/change-policy.ts'
import { machine } from '../../../src/host/machine.ts'
import { placesOf } from '../../../src/upgrade/places.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { smallest, someDrivers } from '../../support/driver-schemas.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

interface Host { readonly file: string; readonly text: () => string | null; readonly change: (wanted: Wanted) => Promise<Changed>; readonly write: (name: string, text: string) => string }

/** A real disk, whose `/etc/app-upgrade` holds these files besides a small app. */
function aHost(t: TestContext, files: Readonly<Record<string, string>> = {}): Host {
  const root = aDirectory(t)
  const places = { ...placesOf('jaco', root), owner: process.getuid?.() ?? 0 }
  const write = (name: string, text: string): string => {
    const path = join(places.config, name)
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
    writeFileSync(path, text, { mode: 0o644 })
    return path
  }
  for (const [name, text] of Object.entries({ 'jaco.toml': smallest, ...files })) write(name, text)
  const file = join(places.config, 'jaco.toml.d/50-operator.toml')
  return { file, write, text: () => (existsSync(file) ? readFileSync(file, 'utf8') : null), change: (wanted) => changePolicy('jaco', wanted, { disk: machine.disk, places, schemas: someDrivers }) }
}

const pinned: Wanted = { pin: { say: { version: '1.4.2', by: 'alice', reason: 'ticket 4711' } } }
const unpinned: Wanted = { pin: { otherwise: false } }

test('P8 a pin is written, readable by all, and is what the settings say', async (t) => {
  const { file, text, change } = aHost(t)
  const { done, settings, file: named } = await change(pinned)
  assert.deepEqual([done, named, settings.policy.pin], ['written', file, { version: '1.4.2', by: 'alice', atMs: null, reason: 'ticket 4711' }])
  assert.match(text() ?? '', /^# Written by app-upgrade[^]*\[policy\]\npin = \{ version = "1\.4\.2", by = "alice", reason = "ticket 4711" \}\n$/)
  assert.deepEqual([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777], [0o644, 0o755])
  assert.equal((await change(pinned)).done, 'kept')
})
test('P8 unpin takes back that line, and with the last line the file', async (t) => {
  const { text, change } = aHost(t)
  await change(pinned)
  await change({ hold: { say: true } })
  assert.deepEqual([(await change(unpinned)).done, (await change({ hold: { otherwise: false } })).done, text()], ['written', 'removed', null])
  assert.equal((await change(unpinned)).done, 'kept')
})
test('P8 what another file pins is taken back by a word against it, and only there', async (t) => {
  const { text, change, write } = aHost(t, { 'jaco.toml': `${smallest}[policy]\npin = "1.0.0"\n` })
  const { settings } = await change(unpinned)
  assert.equal(settings.policy.pin, null)
  assert.match(text() ?? '', /\npin = false\n$/)
  write('jaco.toml', smallest)
  assert.equal((await change(unpinned)).done, 'removed')
})
test('P8 a file that is read later cannot be overruled: nothing is written, and it is named with its line', async (t) => {
  const { text, change, write } = aHost(t)
  const later = write('jaco.pin', '# ticket\n1.0.0\n')
  await rejectsWithFailure('REFUSED', new RegExp(`^${later}:2 says what pin is`), change(pinned))
  await rejectsWithFailure('REFUSED', new RegExp(`^${later}:2 says what pin is`), change(unpinned))
  assert.equal((await change({ hold: { say: true } })).done, 'written')
  write('jaco.pin', '')
  assert.equal((await change(pinned)).done, 'written')
  const drop = write('jaco.toml.d/60-site.toml', '[policy]\npin = false\n')
  await rejectsWithFailure('REFUSED', new RegExp(`^${drop}:2 says what pin is`), change({ pin: { say: '2.0.0' } }))
  // It says what is asked for: there is nothing to argue about.
  assert.deepEqual([(await change(unpinned)).settings.policy.pin, /pin/.test((text() ?? '').replaceAll(/^#.*/gm, ''))], [null, false])
})
test('what contradicts the settings is refused before it is there', async (t) => {
  const { text, change } = aHost(t, { 'jaco.toml': `${smallest}[release]\nminimum_version = "2.0.0"\n` })
  await rejectsWithFailure('CONFIG', /50-operator\.toml' was not changed: the settings would be wrong$/, change(pinned))
  await assert.rejects(change(pinned), ({ cause }: Error) => /50-operator\.toml:4: policy\.pin: 1\.4\.2 is older than release\.minimum_version, 2\.0\.0/.test(String(cause)))
  assert.equal(text(), null)
  await rejectsWithFailure('CONFIG', /was not changed/, change({ hold: { say: { unitl: 'x' } } }))
})
test('a broken file is never written over', async (t) => {
  const broken = '[policy]\npin = 1.4.2\n'
  const { file, text, change } = aHost(t, { 'jaco.toml.d/50-operator.toml': broken })
  await rejectsWithFailure('CONFIG', new RegExp(`^${file}:2:`), change({ hold: { say: true } }))
  assert.equal(text(), broken)
})
test('what somebody else wrote into it is kept', async (t) => {
  const { text, change } = aHost(t, { 'jaco.toml.d/50-operator.toml': '# Bob: see ticket 1\n[policy]\nminimum_age = "2h" # slow\n\n[limits]\nstall = "9s"\n' })
  await change(pinned)
  await change({ channel: { say: 'beta' }, ...unpinned })
  assert.equal(text(), '# Bob: see ticket 1\n[policy]\nchannel = "beta"\nminimum_age = "2h" # slow\n\n[limits]\nstall = "9s"\n')
})
test('a list that nobody speaks of any more is compared by what is in it', async (t) => {
  const { text, change } = aHost(t, { 'all.toml.d/1.toml': '[policy]\nwindows = []\n' })
  await change({ windows: { say: ['Sat 02:00-05:00'] } })
  await change({ windows: { otherwise: [] } })
  assert.equal(text(), null)
})
test('what others could have written is not written on', async (t) => {
  const { change, file } = aHost(t)
  await change(pinned)
  const { chmodSync } = await import('node:fs')
  chmodSync(file, 0o666)
  await rejectsWithFailure('CONFIG', /can be written by everybody/, change(unpinned))
})
