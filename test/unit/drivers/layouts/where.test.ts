import assert from 'node:assert/strict'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { directoriesWritten, keptFiles, notLedTo, releasesIn } from '../../../../src/drivers/layouts/where.ts'
import { disk } from '../../../../src/host/disk.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aConfigDisk } from '../../../support/config-disk.ts'

const links = { kind: 'links', home: '/opt/jaco' }
const inPlace = { kind: 'in-place' }
const file = { name: 'jacod', publicPath: '/usr/local/bin/jacod' }

test('links keeps releases in its home, so that a switch is one rename; in-place has none, so they lie with us', () => {
  assert.equal(releasesIn(links, '/var/lib/app-upgrade/jaco/releases'), '/opt/jaco/releases')
  assert.equal(releasesIn(inPlace, '/var/lib/app-upgrade/jaco/releases'), '/var/lib/app-upgrade/jaco/releases')
})

test('S4 the version before is found where its layout left it', () => {
  assert.deepEqual(keptFiles(links, '/opt/jaco/releases/0.1.0', file), ['/opt/jaco/releases/0.1.0/jacod'])
  assert.deepEqual(keptFiles(inPlace, '/var/lib/app-upgrade/jaco/releases/0.1.0', file), ['/usr/local/bin/jacod.prev', '/var/lib/app-upgrade/jaco/releases/0.1.0/jacod'])
})

test('S6 where a layout writes: beside the file itself, or in its home and wherever a link of its own is still to be made', async () => {
  assert.deepEqual(await directoriesWritten(aConfigDisk({}), inPlace, [file, { name: 'jaco', publicPath: '/usr/local/bin/jaco' }]), [{ path: '/usr/local/bin', ifMissing: 'needed' }])
  const home = [{ path: '/opt/jaco', ifMissing: 'made' }, { path: '/opt/jaco/releases', ifMissing: 'made' }]
  assert.deepEqual(await directoriesWritten(aConfigDisk({}), links, [file]), [...home, { path: '/usr/local/bin', ifMissing: 'needed' }])
  assert.deepEqual(await directoriesWritten(aConfigDisk({ [file.publicPath]: { link: '/opt/jaco/current/jacod' } }), links, [file]), home, 'that link stays')
  assert.equal((await directoriesWritten(aConfigDisk({ [file.publicPath]: { link: '/opt/other/jacod' } }), links, [file])).length, 3)
})

test('what another tool runs by current alone is noticed, and one public path that leads there is enough', async (t) => {
  const root = aDirectory(t)
  const at = (...names: readonly string[]): string => join(root, ...names)
  const write = (path: string): void => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, path)
  }
  const files = ['bin/relay', 'bin/admin'].map((name) => ({ name, publicPath: at('public', name) }))
  const settings = { kind: 'links', home: at('home') }
  const asked = async (): ReturnType<typeof notLedTo> => await notLedTo(disk, settings, files)
  mkdirSync(at('public/bin'), { recursive: true })
  assert.equal(await asked(), null, 'a first install')
  for (const { name } of files) write(at('home/releases/v1', name))
  symlinkSync(at('home/releases/v1'), at('home/current'))
  assert.deepEqual(await asked(), { file: at('home/current/bin/relay'), publicPath: at('public/bin/relay') })
  assert.equal(await notLedTo(disk, { kind: 'in-place' }, files), null)
  write(at('public/bin/admin'))
  assert.notEqual(await asked(), null, 'a copy by hand does not lead there')
  symlinkSync(at('home/current/bin/relay'), at('public/bin/relay'))
  assert.equal(await asked(), null)
  rmSync(at('public/bin/relay'))
  write(at('public/bin/relay'))
  assert.equal(await asked(), null, 'both were placed by hand: they are what is live')
})
