import assert from 'node:assert/strict'
import { test } from 'node:test'
import { companionsOf } from '../../../../src/drivers/layouts/companions.ts'
import { liveCompanions, notAFile } from '../../../../src/drivers/layouts/live-files.ts'
import { discardPlaced, exchangePlaced, keepPlaced, putBackPlaced, stagePlaced } from '../../../../src/drivers/layouts/placed.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'placed', layout: 'links', newVersion: 'well', companions: 'travel' }

test('kept, staged, exchanged, put back, let go of: each twice, and nothing is left', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const placed = companionsOf(host.plan)
  for (const act of [keepPlaced, stagePlaced]) for (let twice = 0; twice < 2; twice++) await act(host.disk, placed)
  assert.equal(host.companionSide, 'old')
  await exchangePlaced(host.disk, placed)
  assert.equal(host.companionSide, 'new')
  for (let twice = 0; twice < 2; twice++) await putBackPlaced(host.disk, placed)
  assert.equal(host.companionSide, 'old')
  for (let twice = 0; twice < 2; twice++) await discardPlaced(host.disk, placed, 'new')
  for (const { beside, directories } of placed) for (const path of [...Object.values(beside), ...directories]) assert.equal(await host.disk.look(path), null)
})

test('F44 what somebody makes, edits or masks after it was kept is not replaced: a snapshot may lie in between', async () => {
  for (const meddle of ['edited', 'made', 'masked'] as const) {
    const host = new SimulatedHost(scenario, await aHost(scenario))
    const placed = companionsOf(host.plan)
    await keepPlaced(host.disk, placed)
    await stagePlaced(host.disk, placed)
    const { path } = placed.find(({ newPath, keptSha256 }) => newPath !== null && (keptSha256 === null) === (meddle !== 'edited')) ?? assert.fail('the scenario has none')
    await host.disk.remove(path)
    await (meddle === 'masked' ? host.disk.symlink('/dev/null', path) : host.disk.create(path, Buffer.from('mine'), 0o644))
    await rejectsWithFailure('TEMPORARY', new RegExp(`'${RegExp.escape(path)}' was changed by somebody else`), exchangePlaced(host.disk, placed))
    await putBackPlaced(host.disk, placed.filter((one) => meddle !== 'masked' || one.path !== path))
    assert.equal(meddle === 'masked' ? await host.disk.readLink(path) : Buffer.from(await host.disk.read(path, 100) ?? []).toString(), meddle === 'masked' ? '/dev/null' : 'mine')
    for (const one of placed) if (one.path !== path) assert.equal(await host.disk.sha256(one.path).catch(() => null), one.keptSha256, 'nothing was exchanged')
  }
})

test('f10 what is no file any more is somebody\'s own, and keeps nothing else from its way back', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const placed = companionsOf(host.plan)
  for (const act of [keepPlaced, stagePlaced, exchangePlaced]) await act(host.disk, placed)
  const { path } = placed.find(({ newPath }) => newPath === null) ?? assert.fail('the scenario has none')
  await host.disk.makeDirectory(path, 0o755)
  assert.equal((await liveCompanions(host.disk, placed)).find(({ publicPath }) => publicPath === path)?.sha256, notAFile)
  await putBackPlaced(host.disk, placed)
  assert.equal((await host.disk.look(path))?.kind, 'directory')
  for (const one of placed) if (one.path !== path) assert.equal(await host.disk.sha256(one.path).catch(() => null), one.keptSha256)
  await discardPlaced(host.disk, placed, 'new')
})

test('F43 what goes comes back from its kept copy, which must be whole', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const placed = companionsOf(host.plan)
  await keepPlaced(host.disk, placed)
  await stagePlaced(host.disk, placed)
  await exchangePlaced(host.disk, placed)
  await host.disk.remove(placed.find(({ newPath }) => newPath === null)?.beside.kept ?? '')
  await rejectsWithFailure('DATA', /acme-old\.socket\.kept~' is damaged or gone/, putBackPlaced(host.disk, placed))
})

test('a file of which only the permissions change has those of before on the way back', async () => {
  for (const hardLinks of ['taken', 'refused'] as const) {
    const wished: Scenario = hardLinks === 'taken' ? scenario : { ...scenario, hardLinks }
    const host = new SimulatedHost(wished, await aHost(wished))
    const [first] = companionsOf(host.plan).filter(({ newPath, keptSha256 }) => newPath !== null && keptSha256 !== null)
    assert.ok(first)
    const before = await host.disk.look(first.path)
    await host.disk.remove(first.newPath ?? '')
    await host.disk.copy(first.path, first.newPath ?? '', { mode: 0o644, uid: 0, gid: 0 })
    const placed = [{ ...first, newSha256: first.keptSha256, mode: 0o600 }]
    for (const act of [keepPlaced, stagePlaced, exchangePlaced]) await act(host.disk, placed)
    assert.equal((await host.disk.look(first.path))?.mode, 0o600)
    for (let twice = 0; twice < 2; twice++) await putBackPlaced(host.disk, placed)
    assert.deepEqual([hardLinks, (await host.disk.look(first.path))?.mode], [hardLinks, before?.mode])
    await discardPlaced(host.disk, placed, 'new')
    assert.deepEqual([(await host.disk.look(first.path))?.mode, await host.disk.look(first.beside.kept)], [before?.mode, null])
  }
})
