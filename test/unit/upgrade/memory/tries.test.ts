import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { noTries } from '../../../../src/policy/try-again.ts'
import { placesOf } from '../../../../src/upgrade/places.ts'
import { leaveTries, readTries } from '../../../../src/upgrade/memory/tries.ts'

const root = mkdtempSync(join(tmpdir(), 'app-upgrade-tries-'))
after(() => rmSync(root, { recursive: true }))
const where = { tries: join(root, 'acme.tries'), busy: join(root, 'state/acme/busy') }

test('what is left is read again; no tries leave nothing', async () => {
  assert.deepEqual(await readTries(disk, where), noTries)
  const tries = { failures: 3, firstNoMs: 1_795_000_000_000 }
  await leaveTries(disk, where, tries)
  assert.deepEqual(await readTries(disk, where), tries)
  await leaveTries(disk, where, noTries)
  assert.deepEqual([existsSync(where.tries), existsSync(where.busy)], [false, false])
  await leaveTries(disk, where, noTries)
})

test('since when a daemon is busy outlives a reboot, how often a server was not reached does not', () => {
  const { tries, busy } = placesOf('acme')
  assert.deepEqual([tries, busy], ['/run/app-upgrade/acme.tries', '/var/lib/app-upgrade/acme/busy'])
})

test('a damaged note is none', async () => {
  for (const text of ['', 'soon', '-1', '1e9', '9'.repeat(20), '1\n2', 'x'.repeat(1000)]) {
    writeFileSync(where.tries, text)
    assert.equal((await readTries(disk, where)).failures, 0, text)
  }
})

test('people can read it', async () => {
  await leaveTries(disk, where, { failures: 2, firstNoMs: null })
  assert.equal(readFileSync(where.tries, 'utf8'), '2\n')
})
