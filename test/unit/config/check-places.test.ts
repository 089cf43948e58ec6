import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPlaces } from '../../../src/config/check-places.ts'
import { loadSettings } from '../../../src/config/load.ts'
import { placesOf } from '../../../src/upgrade/places.ts'
import { aConfigDisk, type Entry } from '../../support/config-disk.ts'
import { smallest, someDrivers } from '../../support/driver-schemas.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const appFile = `${smallest}[layout]\nhome = "/opt/jaco"\nfiles = { jaco = "/usr/local/bin/jaco" }\n`
const bin = '/usr/local/bin/jaco'

async function check(entries: Readonly<Record<string, Entry>>): Promise<void> {
  const disk = aConfigDisk({ '/etc/app-upgrade/jaco.toml': appFile, ...entries })
  await checkPlaces(disk, await loadSettings(disk, 'jaco', placesOf('jaco'), someDrivers), 0)
}
const refused = (entries: Readonly<Record<string, Entry>>, why: RegExp): Promise<void> => rejectsWithFailure('CONFIG', why, check(entries))

test('places that do not exist yet are fine', () => check({}))
test('an ordinary home and an ordinary file are fine', () => check({ '/opt/jaco/releases/1.0.0/jaco': '', [bin]: { mode: 0o755 } }))
test('our own link is fine', () => check({ [bin]: { link: '/opt/jaco/current/jaco' }, '/opt/jaco/current': { link: 'releases/1.0.0' } }))
test('a link of the administrator to a file elsewhere is fine', () => check({ [bin]: { link: '../../../srv/jaco/jaco' }, '/srv/jaco/jaco': '' }))
test('E37 a symbolic link on the way is refused, and where it leads is said', async () => {
  await refused({ '/opt': { link: '/var/opt' } }, /^\/etc\/app-upgrade\/jaco.toml:7: layout.home: '\/opt' is a symbolic link to '\/var\/opt'; write the path that it leads to$/)
  await refused({ '/usr/local': { link: '/srv/local' } }, /jaco.toml:8: layout.files.jaco: '\/usr\/local' is a symbolic link/)
})
test('E37 a directory that everybody can write is refused, sticky or not', async () => {
  await refused({ '/opt': { kind: 'directory', mode: 0o777 } }, /^\/etc\/app-upgrade\/jaco.toml:7: layout.home: '\/opt' can be written by everybody/)
  await refused({ '/opt/jaco': { kind: 'directory', mode: 0o1777 } }, /layout.home: '\/opt\/jaco' can be written by everybody/)
})
test('E37 nobody else can exchange the directories that files of a release go to', async () => {
  const disk = aConfigDisk({ '/etc/app-upgrade/jaco.toml': `${appFile}[[file]]\nfrom = "jaco.service"\n[[file]]\nfrom = "share/"\nto = "/srv/jaco/"\n`, '/srv/jaco': { kind: 'directory', mode: 0o777 }, '/etc/systemd': { kind: 'directory', mode: 0o755, uid: 998 } })
  await assert.rejects(loadSettings(disk, 'jaco', placesOf('jaco'), someDrivers).then((settings) => checkPlaces(disk, settings, 0)), /file\[0\]\.to: '\/etc\/systemd' belongs to user 998[^]*file\[1\]\.to: '\/srv\/jaco' can be written by everybody/)
})
test('E37 nobody else can exchange the directory of the file that says what is installed', async () => {
  const disk = aConfigDisk({ '/etc/app-upgrade/jaco.toml': `${appFile}[build_info]\nfile = "/srv/jaco/build.json"\nformat = "json"\nset = { version = "{version}" }\n`, '/srv/jaco': { kind: 'directory', mode: 0o755, uid: 998 } })
  await assert.rejects(loadSettings(disk, 'jaco', placesOf('jaco'), someDrivers).then((settings) => checkPlaces(disk, settings, 0)), /build_info\.file: '\/srv\/jaco' belongs to user 998/)
})
test('E37 a directory of somebody else is refused', () => refused({ '/opt/jaco': { kind: 'directory', mode: 0o755, uid: 998 } }, /'\/opt\/jaco' belongs to user 998, who could/))
test('E37 a file in the place of a directory is refused', () => refused({ '/opt': '' }, /layout.home: '\/opt' is not a directory$/))
test('E37 releases on another file system than the home are refused', () => refused({ '/opt/jaco': { kind: 'directory' }, '/opt/jaco/releases': { kind: 'directory', device: 2 } }, /'\/opt\/jaco\/releases' is on another file system than '\/opt\/jaco'/))
test('E42 a link into a store is refused', async () => {
  await refused({ [bin]: { link: '/nix/store/abc-jaco/bin/jaco' } }, /^\/etc\/app-upgrade\/jaco.toml:8: layout.files.jaco: '\/usr\/local\/bin\/jaco' leads into \/nix\/store, which another tool manages$/)
  await refused({ [bin]: { link: '/etc/alternatives/jaco' }, '/etc/alternatives/jaco': { link: '/usr/bin/jaco-1' } }, /leads into \/etc\/alternatives/)
})
test('E42 also by a detour', () => refused({ [bin]: { link: '../lib/jaco' }, '/usr/local/lib/jaco': { link: '/gnu/store/x/jaco' } }, /leads into \/gnu\/store/))
test('E42 links in a circle are refused', () => refused({ [bin]: { link: 'jaco' } }, /leads into a circle of links/))
test('a directory at the public path is refused', () => refused({ [bin]: { kind: 'directory' } }, /is there already, and is not a file$/))
test('E37 a path that came in after the files were read is looked at too', async () => {
  const disk = aConfigDisk({ '/etc/app-upgrade/jaco.toml': appFile })
  const settings = await loadSettings(disk, 'jaco', placesOf('jaco'), someDrivers)
  await rejectsWithFailure('CONFIG', /jaco.toml:8: layout.files.jaco: 'bin\/jaco' is relative/, checkPlaces(disk, { ...settings, binaries: [{ name: 'jaco', publicPath: 'bin/jaco' }] }, 0))
})
test('all mistakes are said at once', () => refused({ '/opt': { link: '/x' }, [bin]: { kind: 'other' } }, /^the settings of 'jaco' have 2 mistakes\n {2}\S+:7: layout.home: .*\n {2}\S+:8: layout.files.jaco: /))

const inPlace = `${smallest}[layout]\nkind = "in-place"\nfiles = { jaco = "/usr/local/bin/jaco" }\n`
async function checkInPlace(entries: Readonly<Record<string, Entry>>, owner = 0): Promise<void> {
  const disk = aConfigDisk({ '/etc/app-upgrade/jaco.toml': inPlace, ...entries })
  await checkPlaces(disk, await loadSettings(disk, 'jaco', placesOf('jaco'), someDrivers), owner)
}
const refusedInPlace = (entries: Readonly<Record<string, Entry>>, why: RegExp): Promise<void> => rejectsWithFailure('CONFIG', why, checkInPlace(entries))
const link = { [bin]: { link: '/opt/x/bin/x' } }

test('S7 a link to a file that only root can change stands for that file, also where that is still to come', async () => {
  await checkInPlace({ ...link, '/opt/x/bin/x': { mode: 0o755 } })
  await checkInPlace(link)
})
test('E42 a link that a user could turn, at any stop of the way, is refused with the whole way', async () => {
  await refusedInPlace({ ...link, '/opt/x/bin': { kind: 'directory', mode: 0o755, uid: 1000 } }, /:8: layout.files.jaco: '\/usr\/local\/bin\/jaco' leads to '\/opt\/x\/bin\/x': '\/opt\/x\/bin' belongs to user 1000, who could put something else in its place; it must be root's$/)
  await refusedInPlace({ [bin]: { link: '/srv/eve/x' }, '/srv/eve': { kind: 'directory', mode: 0o777 }, '/srv/eve/x': { link: '/opt/x/bin/x' }, '/opt/x/bin/x': '' }, /leads to '\/opt\/x\/bin\/x': '\/srv\/eve' can be written by everybody/)
  await refusedInPlace({ ...link, '/opt/x/bin': { link: 'bin-1.0' }, '/opt/x/bin/x': '' }, /'\/opt\/x\/bin' is a symbolic link to 'bin-1.0'; write the path that it leads to$/)
})
test('E42 a link that leads where no program may lie, to the file of another entry, or to no file', async () => {
  await refusedInPlace({ [bin]: { link: '/tmp/x' } }, /'\/tmp\/x' is below \/tmp, which does not survive a reboot/)
  await refusedInPlace({ [bin]: { link: '/opt/x/x.prev' } }, /'\/opt\/x\/x.prev' ends in '.prev'/)
  await refusedInPlace({ ...link, '/opt/x/bin/x': { kind: 'directory' } }, /leads to '\/opt\/x\/bin\/x': '\/opt\/x\/bin\/x' is there already, and is not a file$/)
  await refusedInPlace({ [bin]: { link: '/nix/store/a/x' } }, /leads into \/nix\/store/)
})
test('a file that is a mount of its own, as in many containers, cannot be replaced', async () => {
  const mounts = { '/proc/self/mountinfo': '9 1 8:1 /f /opt/x/bin/x rw - ext4 /dev/sda1 rw\n' }
  await refusedInPlace({ ...link, '/opt/x/bin/x': { device: 2 }, ...mounts }, /'\/opt\/x\/bin\/x' is a mount of its own, which cannot be replaced; mount its directory instead$/)
  await checkInPlace({ '/usr/local/bin/jaco': { device: 2 } })
})
test("a user's own directories are that user's to have, and root's; those of others are not", async () => {
  await checkInPlace({ '/usr/local/bin': { kind: 'directory', mode: 0o755, uid: 1000 } }, 1000)
  await assert.rejects(checkInPlace({ '/usr/local/bin': { kind: 'directory', mode: 0o755, uid: 1001 } }, 1000), /belongs to user 1001.*it must be yours/)
})
