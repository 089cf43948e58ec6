import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durableMemory } from '../../../../../src/drivers/trust/tuf/durable-memory.ts'
import type { Meddler } from '../../../../support/meddler.ts'
import { nobody } from '../../../../support/meddler.ts'
import { powerCut } from '../../../../support/power-cut.ts'
import { type DiskState, emptyDisk, SimulatedDisk } from '../../../../support/simulated-disk.ts'

const where = '/var/lib/app-upgrade/jaco/tuf'
const [old, fresh] = [Buffer.from('a'.repeat(5000)), Buffer.from('b'.repeat(6000))]

/** Stops everything before the nth effect; `effects` counts them. */
function stopAt(nth: number): Meddler & { readonly seen: { effects: number } } {
  const seen = { effects: 0 }
  return { ...nobody, seen, before: (effect) => (seen.effects++ === nth ? Promise.reject(new Error('killed')) : nobody.before(effect)) }
}

async function begun(): Promise<DiskState> {
  const disk = new SimulatedDisk(emptyDisk, nobody)
  await durableMemory(disk, where).keep('tuf-1.json', old)
  return disk.state
}

test('crash while persisting each file: the last good set is there, whole, at every effect and every fate of what was not synced', async () => {
  const before = await begun()
  const whole = stopAt(-1)
  await durableMemory(new SimulatedDisk(before, whole), where).keep('tuf-1.json', fresh)
  assert.ok(whole.seen.effects >= 4)
  for (let nth = 0; nth < whole.seen.effects; nth++) for (let fate = 0; fate < 12; fate++) {
    const disk = new SimulatedDisk(before, stopAt(nth))
    await assert.rejects(durableMemory(disk, where).keep('tuf-1.json', fresh), /killed/)
    const after = new SimulatedDisk(powerCut(disk.state, (options) => fate % options), nobody)
    const kept = await durableMemory(after, where).recall('tuf-1.json')
    assert.ok(kept !== null && (old.equals(kept) || fresh.equals(kept)), `effect ${nth}, fate ${fate}`)
    await durableMemory(after, where).keep('tuf-1.json', fresh)
    assert.deepEqual(Buffer.from(await durableMemory(after, where).recall('tuf-1.json') ?? []), fresh)
  }
})

test('what is known already is not written again; nothing is known at first', async () => {
  const counted = stopAt(-1)
  const memory = durableMemory(new SimulatedDisk(await begun(), counted), where)
  await memory.keep('tuf-1.json', old)
  assert.equal(counted.seen.effects, 0)
  assert.equal(await memory.recall('tuf-2.json'), null)
})
