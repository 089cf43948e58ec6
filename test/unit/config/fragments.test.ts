import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findFragments, readFragments } from '../../../src/config/fragments.ts'
import { placesOf } from '../../../src/upgrade/places.ts'
import { aConfigDisk, type Entry } from '../../support/config-disk.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const places = placesOf('jaco')
const find = (entries: Readonly<Record<string, Entry>>) => findFragments(aConfigDisk(entries), 'jaco', places)

test('E50 the vendor speaks first, the administrator last, drop-ins in the order of their bytes', async () => {
  const found = await find({
    '/etc/app-upgrade/jaco.toml.d/50-operator.toml': '', '/etc/app-upgrade/jaco.toml.d/9.toml': '', '/etc/app-upgrade/jaco.toml.d/10-a.toml': '',
    '/etc/app-upgrade/jaco.toml': '', '/usr/lib/app-upgrade/jaco.toml.d/99-vendor.toml': '', '/usr/lib/app-upgrade/jaco.toml': '',
  })
  assert.deepEqual(found.map((fragment) => fragment.path), [
    '/usr/lib/app-upgrade/jaco.toml', '/usr/lib/app-upgrade/jaco.toml.d/99-vendor.toml', '/etc/app-upgrade/jaco.toml',
    '/etc/app-upgrade/jaco.toml.d/10-a.toml', '/etc/app-upgrade/jaco.toml.d/50-operator.toml', '/etc/app-upgrade/jaco.toml.d/9.toml',
  ])
})
test('what is said of every app comes after the vendor and before the app itself; the pin file comes last', async () => {
  const found = await find({
    '/etc/app-upgrade/all.toml.d/50-b.toml': '', '/etc/app-upgrade/all.toml.d/10-a.toml': '', '/usr/lib/app-upgrade/jaco.toml': '', '/usr/lib/app-upgrade/jaco.toml.d/1.toml': '',
    '/etc/app-upgrade/jaco.toml': '', '/etc/app-upgrade/jaco.toml.d/99-z.toml': '', '/etc/app-upgrade/jaco.pin': '1.0.0', '/etc/app-upgrade/acme.pin': '2.0.0', '/etc/app-upgrade/all.toml.d/x.toml~': 'x',
  })
  assert.deepEqual(found.map(({ path, role }) => [path, role]), [
    ['/usr/lib/app-upgrade/jaco.toml', 'main'], ['/usr/lib/app-upgrade/jaco.toml.d/1.toml', 'drop-in'], ['/etc/app-upgrade/all.toml.d/10-a.toml', 'drop-in'], ['/etc/app-upgrade/all.toml.d/50-b.toml', 'drop-in'],
    ['/etc/app-upgrade/jaco.toml', 'main'], ['/etc/app-upgrade/jaco.toml.d/99-z.toml', 'drop-in'], ['/etc/app-upgrade/jaco.pin', 'pin'],
  ])
})
test('all.toml would be read by nobody, and its author believes that it is', async () => {
  await rejectsWithFailure('CONFIG', /^'\/etc\/app-upgrade\/all.toml' would be read by nobody/, find({ '/etc/app-upgrade/jaco.toml': '', '/etc/app-upgrade/all.toml': '[policy]\nhold = true' }))
})
test('the new files are held to the same: nobody else could have written them', async () => {
  const refused = (path: string, entry: Entry, why: RegExp) => rejectsWithFailure('CONFIG', why, find({ '/etc/app-upgrade/jaco.toml': '', [path]: entry }))
  await refused('/etc/app-upgrade/jaco.pin', { mode: 0o666, content: '1.0.0' }, /^'\/etc\/app-upgrade\/jaco.pin' can be written by everybody/)
  await refused('/etc/app-upgrade/jaco.pin', { uid: 1000, content: '1.0.0' }, /belongs to user 1000/)
  await refused('/etc/app-upgrade/jaco.pin', { link: '/home/x/pin' }, /is a symbolic link/)
  await refused('/etc/app-upgrade/all.toml.d', { kind: 'directory', mode: 0o775 }, /can be written by its group/)
  await refused('/etc/app-upgrade/all.toml.d/1.toml', { uid: 1000 }, /belongs to user 1000/)
})
test("E50 the administrator's drop-in hides the vendor's of the same name", async () => {
  const found = await find({ '/usr/lib/app-upgrade/jaco.toml': '', '/usr/lib/app-upgrade/jaco.toml.d/10-a.toml': 'broken', '/etc/app-upgrade/jaco.toml.d/10-a.toml': '' })
  assert.deepEqual(found.map((fragment) => fragment.path), ['/usr/lib/app-upgrade/jaco.toml', '/etc/app-upgrade/jaco.toml.d/10-a.toml'])
})
test('what editors leave behind is not read', async () => {
  const found = await find({ '/etc/app-upgrade/jaco.toml': '', '/etc/app-upgrade/jaco.toml.d/a.toml~': 'x', '/etc/app-upgrade/jaco.toml.d/.b.toml': 'x', '/etc/app-upgrade/jaco.toml.d/c.toml.dpkg-old': 'x' })
  assert.equal(found.length, 1)
})
test("a drop-in alone is no app, nor is another app's file", async () => {
  const refused = find({ '/etc/app-upgrade/jaco.toml.d/50-operator.toml': '', '/etc/app-upgrade/jaco2.toml': '' })
  await rejectsWithFailure('CONFIG', /^there is no app 'jaco': neither '\/etc\/app-upgrade\/jaco.toml' nor '\/usr\/lib\/app-upgrade\/jaco.toml' exists$/, refused)
})
test('more drop-ins than anybody writes are refused', async () => {
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`/etc/app-upgrade/jaco.toml.d/${index}.toml`, '']))
  await rejectsWithFailure('CONFIG', /holds 65 drop-ins; at most 64 are read/, find({ '/etc/app-upgrade/jaco.toml': '', ...many }))
})
test('E33 NUL bytes and invalid UTF-8 are refused with their line', async () => {
  await rejectsWithFailure('CONFIG', /^\/etc\/app-upgrade\/jaco.toml:2: there is a NUL byte$/, find({ '/etc/app-upgrade/jaco.toml': '[source]\n\0' }))
  const drop = '/etc/app-upgrade/jaco.toml.d/1.toml'
  await rejectsWithFailure('CONFIG', /^\/etc\/app-upgrade\/jaco.toml.d\/1.toml:3: this is not UTF-8$/, find({ '/etc/app-upgrade/jaco.toml': '', [drop]: Buffer.from('\n\n\xff', 'latin1') }))
})
test('a directory that others can write is as bad as such a file', async () => {
  const refused = (path: string, why: RegExp) => rejectsWithFailure('CONFIG', why, find({ '/etc/app-upgrade/jaco.toml': '', [path]: { kind: 'directory', mode: 0o777 } }))
  await refused('/etc/app-upgrade', /^'\/etc\/app-upgrade' can be written by everybody \(mode 0777\)$/)
  await refused('/usr/lib/app-upgrade', /^'\/usr\/lib\/app-upgrade' can be written by everybody/)
  await refused('/etc/app-upgrade/jaco.toml.d', /^'\/etc\/app-upgrade\/jaco.toml.d' can be written by everybody/)
})
test('the files are found again by name, and one that has gone is left out', async () => {
  const disk = aConfigDisk({ '/etc/app-upgrade/jaco.toml': '', '/etc/app-upgrade/jaco.toml.d/1.toml': '', '/etc/app-upgrade/jaco.pin': '1.0.0' })
  const again = await readFragments(disk, ['/etc/app-upgrade/jaco.toml', '/etc/app-upgrade/gone.toml', '/etc/app-upgrade/jaco.toml.d/1.toml', '/etc/app-upgrade/jaco.pin'], 0)
  assert.deepEqual(again.map(({ path, role }) => [path, role]), [['/etc/app-upgrade/jaco.toml', 'main'], ['/etc/app-upgrade/jaco.toml.d/1.toml', 'drop-in'], ['/etc/app-upgrade/jaco.pin', 'pin']])
})
