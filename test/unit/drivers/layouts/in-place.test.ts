import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { contentOf } from '../../../support/a-plan.ts'
import type { Meddler } from '../../../support/meddler.ts'
import { powerCut } from '../../../support/power-cut.ts'
import { digest } from '../../../support/simulated-disk.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'in-place', layout: 'in-place', files: 3, from: 'ours', newVersion: 'well' }

async function anInPlaceHost(meddler?: Meddler): Promise<SimulatedHost> {
  return new SimulatedHost(scenario, await aHost(scenario), meddler)
}

test('S4 the kept file is a second name of the live one, whatever an earlier crash left there', async () => {
  const host = await anInPlaceHost()
  await host.ports('live').layout.keep(host.plan)
  assert.equal((await host.disk.look('/usr/bin/acme0.kept'))?.inode, (await host.disk.look('/usr/bin/acme0'))?.inode)
})

test('after an upgrade the version before is `.prev`, and nothing else is left', async () => {
  const host = await anInPlaceHost()
  const { layout } = host.ports('live')
  await layout.keep(host.plan)
  await layout.swap(host.plan)
  await layout.discard(host.plan, 'kept')
  assert.equal(await host.disk.sha256('/usr/bin/acme0.prev'), digest(contentOf('1.0.0', 0)))
  assert.deepEqual(await host.disk.list('/usr/bin'), ['acme0', 'acme0.prev', 'acme1', 'acme1.prev', 'acme2', 'acme2.prev'])
})

test('S8 mode and owner are those of the plan', async () => {
  const host = await anInPlaceHost()
  const [first, ...rest] = host.plan.files
  const plan: Plan = { ...host.plan, files: [{ ...first, mode: 0o750, uid: 7, gid: 8 }, ...rest] }
  const { layout } = host.ports('live')
  await layout.keep(plan)
  await layout.swap(plan)
  const facts = await host.disk.look('/usr/bin/acme0')
  assert.deepEqual([facts?.mode, facts?.uid, facts?.gid], [0o750, 7, 8])
})

test('f12 F45 a staged file that changed is found before one file is renamed', async () => {
  const host = await anInPlaceHost()
  const { layout } = host.ports('live')
  await layout.keep(host.plan)
  const last = host.plan.files[2]
  assert.ok(last)
  await host.disk.remove(last.newPath)
  await host.disk.create(last.newPath, Buffer.from('evil'), 0o755)
  await rejectsWithFailure('TAMPERED', /'acme2'/, layout.swap(host.plan))
  assert.equal(host.side, 'old')
})

test('S7 a link at a public path is refused, not replaced', async () => {
  const host = await anInPlaceHost()
  await host.disk.rename('/usr/bin/acme1', '/usr/bin/elsewhere')
  await host.disk.symlink('elsewhere', '/usr/bin/acme1')
  await rejectsWithFailure('REFUSED', /not a regular file/, host.ports('live').layout.keep(host.plan))
})

test('F43 a kept copy that is damaged is not made live', async () => {
  const host = await anInPlaceHost()
  const { layout } = host.ports('live')
  await layout.keep(host.plan)
  await layout.swap(host.plan)
  await host.disk.remove('/usr/bin/acme0.kept')
  await host.disk.create('/usr/bin/acme0.kept', Buffer.from('rotten'), 0o755)
  await rejectsWithFailure('DATA', /is damaged or gone/, layout.restore(host.plan))
})

test('F51 the way back needs no room for another name', async () => {
  let full = false
  const host = await anInPlaceHost({ before: async ({ kind }) => (full && kind === 'link' ? { kind: 'fail', code: 'CANT_CREATE', afterBytes: 0 } : { kind: 'go' }), after: () => {} })
  const { layout } = host.ports('live')
  await layout.keep(host.plan)
  await layout.swap(host.plan)
  full = true
  await layout.restore(host.plan)
  await layout.restore(host.plan)
  assert.equal(host.side, 'old')
})

test('f10 a file that is neither version is left to whoever put it there, and the version before stays beside it', async () => {
  const host = await anInPlaceHost()
  const { layout } = host.ports('live')
  await layout.keep(host.plan)
  await layout.swap(host.plan)
  await host.disk.remove('/usr/bin/acme1')
  await host.disk.create('/usr/bin/acme1', Buffer.from('their own'), 0o755)
  await layout.restore(host.plan)
  await layout.discard(host.plan, 'new')
  const digests = await Promise.all(['acme0', 'acme1', 'acme1.prev', 'acme2'].map((name) => host.disk.sha256(`/usr/bin/${name}`)))
  assert.deepEqual(digests, [digest(contentOf('1.0.0', 0)), digest(Buffer.from('their own')), digest(contentOf('1.0.0', 1)), digest(contentOf('1.0.0', 2))])
  assert.equal(await host.disk.look('/usr/bin/acme1.kept'), null)
})

/** Fails every rename to one of these paths, once told to. */
function refusing(paths: readonly string[]): { readonly meddler: Meddler; readonly fails: { now: 'yes' | 'no' } } {
  const fails: { now: 'yes' | 'no' } = { now: 'yes' }
  return { fails, meddler: { before: async ({ kind, path }) => (fails.now === 'yes' && kind === 'rename' && paths.includes(path) ? { kind: 'fail', code: 'IO', afterBytes: 0 } : { kind: 'go' }), after: () => {} } }
}

test('S1 the second rename fails: the first file comes back', async () => {
  const host = await anInPlaceHost(refusing(['/usr/bin/acme1']).meddler)
  const { layout } = host.ports('live')
  await layout.keep(host.plan)
  await rejectsWithFailure('IO', /acme1/, layout.swap(host.plan))
  assert.equal(host.side, 'mixed')
  await layout.restore(host.plan)
  assert.equal(host.side, 'old')
})

test('S2 three files come back in reverse order; those that cannot keep nobody else away, and are named together', async () => {
  const order: string[] = []
  const { meddler, fails } = refusing(['/usr/bin/acme2', '/usr/bin/acme0'])
  fails.now = 'no'
  const host = await anInPlaceHost({ before: async (effect) => { if (effect.kind === 'rename') order.push(effect.path); return meddler.before(effect) }, after: () => {} })
  const { layout } = host.ports('live')
  await layout.keep(host.plan)
  await layout.swap(host.plan)
  order.length = 0
  fails.now = 'yes'
  await rejectsWithFailure('IO', /acme2'; cannot .*acme0'/, layout.restore(host.plan))
  assert.deepEqual(order, ['/usr/bin/acme2', '/usr/bin/acme1', '/usr/bin/acme0'])
  assert.equal(await host.disk.sha256('/usr/bin/acme1'), digest(contentOf('1.0.0', 1)))
  fails.now = 'no'
  await layout.restore(host.plan)
  assert.equal(host.side, 'old')
})

test('S3 a first install keeps nothing, and its way back leaves nothing', async () => {
  const fresh: Scenario = { ...scenario, from: 'nothing' }
  const host = new SimulatedHost(fresh, await aHost(fresh))
  const { layout } = host.ports('live')
  await layout.keep(host.plan)
  assert.equal(await host.disk.look('/usr/bin/acme0.kept'), null)
  await layout.swap(host.plan)
  assert.equal(host.side, 'new')
  await layout.restore(host.plan)
  await layout.discard(host.plan, 'new')
  assert.equal(host.side, 'nothing')
})

test('what was not synced by whoever put it there is, before it is relied upon', async () => {
  const host = await anInPlaceHost()
  const content = Buffer.from('just copied here')
  await host.disk.remove('/usr/bin/acme0')
  await host.disk.create('/usr/bin/acme0', content, 0o755)
  const [first, ...rest] = host.plan.files
  const plan: Plan = { ...host.plan, files: [{ ...first, keptSha256: digest(content) }, ...rest] }
  await host.ports('live').layout.keep(plan)
  const after = new SimulatedHost(scenario, { ...host.state, disk: powerCut(host.disk.state, () => 0) })
  assert.equal(await after.disk.sha256('/usr/bin/acme0.kept'), digest(content))
})
