import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { FileSystem } from '../bed/disk-chassis.ts'
import type { Cut } from './support/a-cut.ts'
import { aHostWithADisk } from './support/a-host-with-a-disk.ts'
import { blackout } from './support/blackout.ts'
import { type Found, look } from './support/findings.ts'
import { aLife, type Life, publish, series } from './support/series.ts'

/** Enough to go through the whole story; `node test/system/powercut/run.ts --cuts 100` makes more of them, with other seeds. */
const cutsPerLayout = 4
const fileSystems: readonly FileSystem[] = ['ext4', 'xfs']

test('the power is cut, on a disk that forgets what was not synced', { concurrency: true, timeout: 1_500_000 }, async (t) => {
  await Promise.all(fileSystems.map((fileSystem) => t.test(fileSystem, { timeout: 1_500_000 }, async (below) => {
    let [cuts, seconds] = [0, 0]
    for await (const judged of series({ fileSystem, cutsPerLayout, seed: 'first' })) {
      await below.test(judged.site, () => assert.deepEqual(judged.wrong, []))
      cuts += judged.cuts
      seconds += judged.seconds
    }
    console.log(`${fileSystem}: ${cuts} power cuts in ${seconds.toFixed(0)} s`)
    assert.ok(cuts >= 2 * cutsPerLayout)
  })))
})

/** Right after the point of no return, when all that matters is supposed to be on the disk. */
const sinceConfirmed: Cut = { seed: 'by hand', app: 'new', point: 37, delayMs: 0, bystander: 'is quiet', againAt: null }

test('a program that forgets to sync is found out', { concurrency: true, timeout: 1_500_000 }, async (t) => {
  await Promise.all(fileSystems.map((fileSystem) => t.test(fileSystem, { timeout: 1_500_000 }, async () => {
    await using host = await aHostWithADisk(fileSystem)
    const forgotten = await forgetful(host.machine, await aLife(host, 'links', 0), sinceConfirmed)
    assert.equal(forgotten.live, '1.0.0')
    assert.match(forgotten.wrong.join('\n'), /^lost, though it was synced: planned, .*confirmed.*\n1\.0\.0 is live, where it must be 1\.1\.0$/m)
    // Another program's sync commits the renames: the new names lead to files without content.
    const empty = await forgetful(host.machine, await aLife(host, 'in-place', 0), { ...sinceConfirmed, bystander: 'syncs' })
    assert.equal(empty.live, null)
    assert.match(empty.wrong.join('\n'), /the public paths are neither 1\.0\.0 nor 1\.1\.0.*null is live, and null runs/s)
  })))
})

async function forgetful(machine: Parameters<typeof look>[0], life: Life, cut: Cut): Promise<Found> {
  const to = await publish(machine, life)
  const aftermath = await blackout(machine, { app: life.app, to, cut, program: 'forgetful' })
  return await look(machine, { app: life.app, from: '1.0.0', to }, aftermath)
}
