import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asIf } from '../../../src/config/as-if.ts'
import { aConfigDisk } from '../../support/config-disk.ts'

const path = '/etc/app-upgrade/jaco.toml.d/50-operator.toml'
const directory = '/etc/app-upgrade/jaco.toml.d'
const content = Buffer.from('x')

test('a file that is not there yet, and its directory', async () => {
  const disk = asIf(aConfigDisk({ '/etc/app-upgrade/jaco.toml': 'main' }), { path, content, owner: 1000 })
  assert.deepEqual(await disk.list(directory), ['50-operator.toml'])
  assert.deepEqual([(await disk.look(directory))?.kind, (await disk.look(path))?.kind, (await disk.look(path))?.uid], ['directory', 'file', 1000])
  assert.equal(await disk.read(path, 10), content)
  assert.equal(Buffer.from((await disk.read('/etc/app-upgrade/jaco.toml', 10)) ?? []).toString(), 'main')
})
test('another content, and none', async () => {
  const real = aConfigDisk({ [path]: 'old', [`${directory}/10-a.toml`]: '' })
  assert.deepEqual(await asIf(real, { path, content, owner: 0 }).list(directory), ['10-a.toml', '50-operator.toml'])
  assert.equal(await asIf(real, { path, content, owner: 0 }).read(path, 10), content)
  const without = asIf(real, { path, content: null, owner: 0 })
  assert.deepEqual([await without.list(directory), await without.look(path), await without.read(path, 10)], [['10-a.toml'], null, null])
})
test('a directory that others can write is still seen as it is', async () => {
  const disk = asIf(aConfigDisk({ [directory]: { kind: 'directory', mode: 0o777 } }), { path, content, owner: 0 })
  assert.equal((await disk.look(directory))?.mode, 0o777)
})
