import assert from 'node:assert/strict'
import { test } from 'node:test'
import { links } from '../../../../src/drivers/layouts/links.ts'
import { failure } from '../../../../src/errors.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { aHome, contentOf } from '../../../support/a-plan.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'links', layout: 'links', files: 3, from: 'adopted', newVersion: 'well' }

async function aLinksHost(from: NonNullable<Scenario['from']> = 'adopted'): Promise<SimulatedHost> {
  const own = { ...scenario, from }
  return new SimulatedHost(own, await aHost(own))
}

test('adoption: the file of before is the kept release, by hard link', async () => {
  const host = await aLinksHost()
  const inode = (await host.disk.look('/usr/bin/acme0'))?.inode
  await host.ports('live').layout.keep(host.plan)
  assert.equal((await host.disk.look(`${aHome}/releases/1.0.0/acme0`))?.inode, inode)
  assert.deepEqual([await host.disk.readLink('/usr/bin/acme0'), await host.disk.readLink(`${aHome}/current`)], [`${aHome}/current/acme0`, 'releases/1.0.0'])
})

test('adoption: a link of another tool is followed to its file', async () => {
  const host = await aLinksHost()
  await host.disk.rename('/usr/bin/acme1', '/usr/bin/acme1-by-hand')
  await host.disk.symlink('acme1-by-hand', '/usr/bin/acme1')
  await host.ports('live').layout.keep(host.plan)
  assert.equal(host.side, 'old')
  assert.equal((await host.disk.look(`${aHome}/releases/1.0.0/acme1`))?.kind, 'file')
})

test('adoption: half a copy of an earlier crash is not believed', async () => {
  const host = await aLinksHost()
  await host.disk.makeDirectory(`${aHome}/releases/1.0.0`, 0o755)
  await host.disk.create(`${aHome}/releases/1.0.0/acme0`, contentOf('1.0.0', 0).subarray(0, 100), 0o755)
  await host.ports('live').layout.keep(host.plan)
  assert.equal(host.side, 'old')
})

test('a path that is new appears in the instant in which the others change', async () => {
  const host = await aLinksHost('partly')
  const { layout } = host.ports('live')
  await layout.keep(host.plan)
  await layout.swap(host.plan)
  assert.equal(host.side, 'new')
  await layout.restore(host.plan)
  assert.deepEqual([host.side, await host.disk.look('/usr/bin/acme2')], ['old', null])
})

test('F02 the way back is made before the swap: afterwards there may be room for no link, no file and no name', async () => {
  const host = await aLinksHost('ours')
  const { layout } = host.ports('live')
  await layout.keep(host.plan)
  await layout.swap(host.plan)
  const full = async (): Promise<never> => { throw failure('CANT_CREATE', 'no space left on device') }
  const names = new Set(['symlink', 'create', 'copy', 'link', 'makeDirectory'])
  const disk = new Proxy(host.disk, { get: (real, name) => { const own: unknown = Reflect.get(real, name); return names.has(String(name)) ? full : typeof own === 'function' ? own.bind(real) : own } })
  await links({ home: aHome }, disk, async () => 'no').restore(host.plan)
  assert.deepEqual([host.side, await host.disk.list(aHome)], ['old', ['current', 'releases']])
})

test('F02 what was made for the way back is nobody else’s: once it is not needed it goes, and one of a crash long ago is not followed', async () => {
  for (const which of ['kept', 'new'] as const) {
    const host = await aLinksHost('ours')
    const { layout } = host.ports('live')
    await host.disk.symlink('releases/0.1.0', `${aHome}/current.kept`)
    if (which === 'kept') await layout.keep(host.plan)
    await layout.swap(host.plan)
    if (which === 'new') await layout.restore(host.plan)
    await layout.discard(host.plan, which)
    assert.deepEqual([host.side, await host.disk.list(aHome)], [which === 'kept' ? 'new' : 'old', ['current', 'releases']])
  }
})

test('F05 what was made for the way back, and cannot be removed where nothing can be written any more, keeps no transaction open: the next one makes it anew', async () => {
  const host = await aLinksHost('ours')
  await host.ports('live').layout.keep(host.plan)
  const readOnly = async (): Promise<never> => { throw failure('CANT_CREATE', 'read-only file system') }
  const remove = async (path: string) => (path.endsWith('/current.kept') ? readOnly() : host.disk.remove(path))
  const disk = new Proxy(host.disk, { get: (real, name) => { const own: unknown = Reflect.get(real, name); return name === 'remove' ? remove : typeof own === 'function' ? own.bind(real) : own } })
  await links({ home: aHome }, disk, async () => 'no').discard(host.plan, 'new')
  assert.deepEqual([host.side, await host.disk.list(aHome)], ['old', ['current', 'current.kept', 'releases']])
  await host.ports('live').layout.keep(host.plan)
  await host.ports('live').layout.discard(host.plan, 'new')
  assert.deepEqual([host.side, await host.disk.list(aHome)], ['old', ['current', 'releases']])
})

test('F43 a kept release that is damaged is not made live', async () => {
  const host = await aLinksHost('ours')
  const { layout } = host.ports('live')
  await layout.keep(host.plan)
  await layout.swap(host.plan)
  await host.disk.remove(`${aHome}/releases/1.0.0/acme1`)
  await rejectsWithFailure('DATA', /'acme1' .* is damaged/, layout.restore(host.plan))
  assert.equal(host.side, 'new')
})

test('a first install is undone without a trace at the public paths', async () => {
  const host = await aLinksHost('nothing')
  const { layout } = host.ports('live')
  await layout.swap(host.plan)
  await layout.restore(host.plan)
  for (const path of ['/usr/bin/acme0', '/usr/bin/acme1', `${aHome}/current`]) assert.equal(await host.disk.look(path), null)
})
