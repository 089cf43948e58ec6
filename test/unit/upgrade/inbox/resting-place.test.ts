import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { removeWhole } from '../../../../src/host/open-directory.ts'
import { layToRest, pruneRestingPlace } from '../../../../src/upgrade/inbox/resting-place.ts'

const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-resting-place-'))
after(() => rmSync(scratch, { recursive: true }))
const account = (path: string) => ({ text: `it lies in ${path}\n`, json: '{}\n' })

function aBundle(content: string): string {
  const path = join(scratch, 'a.bundle')
  mkdirSync(path)
  writeFileSync(join(path, 'release'), content)
  return path
}

test('the account says where the bundle lies, and is there before it', async () => {
  const order: string[] = []
  const watched = { ...disk, rename: async (from: string, to: string) => { order.push(to.slice(scratch.length + 1)); return disk.rename(from, to) } }
  const to = await layToRest(aBundle('one'), join(scratch, 'done'), account, { disk: watched, remove: removeWhole })
  assert.deepEqual(order, ['done/a.bundle.reason', 'done/a.bundle.json', 'done/a.bundle'])
  assert.equal(readFileSync(`${to}.reason`, 'utf8'), `it lies in ${to}\n`)
})

test('one of the same name makes room', async () => {
  const to = await layToRest(aBundle('two'), join(scratch, 'done'), account, { disk, remove: removeWhole })
  assert.equal(readFileSync(join(to, 'release'), 'utf8'), 'two')
})

test('an account without its bundle, and a bundle without its account, go by the same rule', async () => {
  const directory = join(scratch, 'refused')
  mkdirSync(join(directory, 'x.bundle'), { recursive: true })
  for (const name of ['y.bundle.reason', 'y.bundle.json', 'note']) writeFileSync(join(directory, name), '')
  for (const name of ['x.bundle', 'y.bundle.reason']) utimesSync(join(directory, name), new Date(0), new Date(0))
  await pruneRestingPlace(directory, { releases: 3, ageMs: 1000 }, 2000, { disk, remove: removeWhole })
  assert.deepEqual(readdirSync(directory), ['note'])
})

test('nothing is kept of a place that is not there', async () => {
  await pruneRestingPlace(join(scratch, 'gone'), { releases: 1, ageMs: null }, 0, { disk, remove: removeWhole })
})

test('one that cannot be removed, deeper than anybody means, keeps none of the others from going', async () => {
  const directory = join(scratch, 'deep')
  mkdirSync(join(directory, 'a.bundle', ...Array.from({ length: 300 }, () => 'd')), { recursive: true })
  for (const name of ['b.bundle', 'c.bundle']) mkdirSync(join(directory, name))
  for (const name of ['a.bundle', 'b.bundle', 'c.bundle']) utimesSync(join(directory, name), new Date(0), new Date(0))
  await pruneRestingPlace(directory, { releases: 3, ageMs: 1000 }, 2000, { disk, remove: removeWhole })
  assert.deepEqual(readdirSync(directory), ['a.bundle'])
})
