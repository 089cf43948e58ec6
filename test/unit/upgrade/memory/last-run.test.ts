import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { leaveLastRun, type LastRun, readLastRun } from '../../../../src/upgrade/memory/last-run.ts'
import { aDirectory } from '../../../support/a-directory.ts'

const run: LastRun = { atMs: 5, event: 'tampered', transaction: null, downtimeMs: null, because: 'its signature does not fit' }
const places = (t: TestContext) => { const state = join(aDirectory(t), 'acme'); return { state, lastRun: join(state, 'last-run.json') } }

test('what was left is read, by everybody', async (t) => {
  const at = places(t)
  await leaveLastRun(disk, at, run)
  assert.deepEqual(await readLastRun(disk, at), run)
  assert.equal(statSync(at.lastRun).mode & 0o777, 0o644)
})

test('what an older version left has no advice, and is read all the same; advice that is no text is none', async (t) => {
  const at = places(t)
  await leaveLastRun(disk, at, { ...run, next: 'mend it' })
  assert.equal((await readLastRun(disk, at))?.next, 'mend it')
  writeFileSync(at.lastRun, JSON.stringify({ ...run, next: 7 }))
  assert.deepEqual(await readLastRun(disk, at), run)
})

test('none, a torn one, one of a later version, one too large: nothing is known', async (t) => {
  const at = places(t)
  assert.equal(await readLastRun(disk, at), null)
  await leaveLastRun(disk, at, run)
  for (const text of ['{"atMs":5,"eve', '{"atMs":5,"event":"exploded"}', '{"event":"stuck"}', '[]', 'null', ' '.repeat(20_000)]) {
    writeFileSync(at.lastRun, text)
    assert.equal(await readLastRun(disk, at), null, text.slice(0, 40))
  }
})
