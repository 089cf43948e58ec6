import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { chooseWay, isBelowMinimum, waysBack } from '../../../../src/main/back/way-back.ts'
import { directoryIn, publicPathIn } from '../../../support/a-life.ts'
import { aLivedHost } from '../../../support/a-lived-host.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

test('P15 without a version: what ran before, with every byte compared', async (t) => {
  const { app, state, home } = aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0', '1.0.0'])
  const admitted = await chooseWay(app, state, null)
  assert.deepEqual([admitted.version, admitted.directory], ['1.2.0', directoryIn('1.2.0', home)])
  assert.deepEqual(admitted.files.map(({ name, path }) => [name, path]), [['acme', join(directoryIn('1.2.0', home), 'acme')], ['acmed', join(directoryIn('1.2.0', home), 'acmed')]])
})

test('P15 with a version: any that ran here, however it is spelled', async (t) => {
  const { app, state } = aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0'])
  for (const version of ['1.0.0', 'v1.0.0']) assert.equal((await chooseWay(app, state, version)).version, '1.0.0')
})

test('P15 one that never ran here is refused, though it lies there; the others are named', async (t) => {
  const { app, state, lay } = aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0', '2.0.0!'])
  lay('3.0.0')
  for (const version of ['3.0.0', '2.0.0']) await rejectsWithFailure('REFUSED', /^no release .* is recorded that ran here/, chooseWay(app, state, version))
  await assert.rejects(chooseWay(app, state, '3.0.0'), { next: "still here, and reached with 'app-upgrade rollback acme --to …': 1.1.0, 1.0.0; 'app-upgrade upgrade acme --to 3.0.0 --force' fetches it again" })
})

test('P15 one byte that is not what ran then is no way back, nor is a file that is gone', async (t) => {
  const { app, state, home } = aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0'])
  writeFileSync(join(directoryIn('1.1.0', home), 'acmed'), 'other')
  rmSync(join(directoryIn('1.0.0', home), 'acmed'))
  await rejectsWithFailure('REFUSED', /version 1\.1\.0 cannot be returned to: '.*\/1\.1\.0\/acmed' is not what ran then$/, chooseWay(app, state, null))
  await rejectsWithFailure('REFUSED', /version 1\.0\.0 cannot be returned to: '.*\/1\.0\.0\/acmed' is gone$/, chooseWay(app, state, '1.0.0'))
  assert.deepEqual((await waysBack(app, state)).map(({ kind }) => kind), ['broken', 'broken'])
})

test('P15 in place the version before lies beside the files, and every other one as it was staged', async (t) => {
  const { app, state, home } = aLivedHost(t, ['1.0.0', '1.1.0', '1.2.0'], { layout: 'in-place' })
  rmSync(directoryIn('1.1.0', home), { recursive: true })
  await rejectsWithFailure('REFUSED', /cannot be returned to/, chooseWay(app, state, null))
  for (const name of ['acme', 'acmed']) writeFileSync(`${publicPathIn(home, name)}.prev`, `${name} of 1.1.0`)
  assert.deepEqual((await chooseWay(app, state, null)).files.map(({ path }) => path), ['acme', 'acmed'].map((name) => `${publicPathIn(home, name)}.prev`))
  assert.deepEqual((await chooseWay(app, state, '1.0.0')).files.map(({ path }) => path), ['acme', 'acmed'].map((name) => join(directoryIn('1.0.0', home), name)))
})

test('P15 a release that did not have a file yet that is managed now cannot be made live as a whole', async (t) => {
  const { app, state } = aLivedHost(t, ['1.0.0', '1.1.0'])
  const more = { ...app, settings: { ...app.settings, binaries: [...app.settings.binaries, { name: 'new', publicPath: '/usr/bin/new' }] as const } }
  await rejectsWithFailure('REFUSED', /it had no 'new'/, chooseWay(more as unknown as typeof app, state, null))
})

test('nothing recorded: said as it is', async (t) => {
  const { app, state } = aLivedHost(t, ['1.0.0'])
  await assert.rejects(chooseWay(app, state, null), { message: "no release of 'acme' is recorded that ran before the live one", next: "no release that ran here is still whole; 'app-upgrade upgrade --to … --force' takes any signed version" })
})

test('what is older than minimum_version is known', (t) => {
  const { app } = aLivedHost(t, ['1.0.0'], { minimumVersion: '1.1.0' })
  assert.deepEqual(['1.0.9', '1.1.0', 'adopted-0123456789ab'].map((version) => isBelowMinimum(app, version)), [true, false, false])
})
