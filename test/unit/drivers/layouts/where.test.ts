import assert from 'node:assert/strict'
import { test } from 'node:test'
import { directoriesWritten, keptFile, releasesIn } from '../../../../src/drivers/layouts/where.ts'
import { aConfigDisk } from '../../../support/config-disk.ts'

const links = { kind: 'links', home: '/opt/jaco' }
const inPlace = { kind: 'in-place' }
const file = { name: 'jacod', publicPath: '/usr/local/bin/jacod' }

test('links keeps releases in its home, so that a switch is one rename; in-place has none, so they lie with us', () => {
  assert.equal(releasesIn(links, '/var/lib/app-upgrade/jaco/releases'), '/opt/jaco/releases')
  assert.equal(releasesIn(inPlace, '/var/lib/app-upgrade/jaco/releases'), '/var/lib/app-upgrade/jaco/releases')
})

test('S4 the version before is found where its layout left it', () => {
  assert.equal(keptFile(links, '/opt/jaco/releases/0.1.0', file), '/opt/jaco/releases/0.1.0/jacod')
  assert.equal(keptFile(inPlace, '/anything', file), '/usr/local/bin/jacod.prev')
})

test('S6 where a layout writes: beside the file itself, or in its home and wherever a link of its own is still to be made', async () => {
  assert.deepEqual(await directoriesWritten(aConfigDisk({}), inPlace, [file, { name: 'jaco', publicPath: '/usr/local/bin/jaco' }]), [{ path: '/usr/local/bin', ifMissing: 'needed' }])
  const home = [{ path: '/opt/jaco', ifMissing: 'made' }, { path: '/opt/jaco/releases', ifMissing: 'made' }]
  assert.deepEqual(await directoriesWritten(aConfigDisk({}), links, [file]), [...home, { path: '/usr/local/bin', ifMissing: 'needed' }])
  assert.deepEqual(await directoriesWritten(aConfigDisk({ [file.publicPath]: { link: '/opt/jaco/current/jacod' } }), links, [file]), home, 'that link stays')
  assert.equal((await directoriesWritten(aConfigDisk({ [file.publicPath]: { link: '/opt/other/jacod' } }), links, [file])).length, 3)
})
