import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Disk } from '../../src/host/types.ts'
import type { Plan } from '../../src/upgrade/plan.ts'
import type { Layout } from '../../src/upgrade/ports.ts'
import { rejectsWithFailure } from '../support/throws.ts'

/** A place where a layout can work: 1.0.0 is live at every public path, 2.0.0 is staged. */
export interface LayoutBed { readonly layout: Layout; readonly plan: Plan; readonly disk: Disk; readonly close: () => Promise<void> }

/** What every layout owes, on every disk. */
export function layoutContract(name: string, open: () => Promise<LayoutBed>): void {
  const inBed = (what: string, act: (bed: LayoutBed) => Promise<void>): void => void test(what, async () => {
    const bed = await open()
    try {
      await act(bed)
    } finally {
      await bed.close()
    }
  })

  describe(`layout contract: ${name}`, () => {
    inBed('keep leaves what is live, and can bring it back', async (bed) => {
      await bed.layout.keep(bed.plan)
      await isLive(bed, 'kept')
      assert.deepEqual((await bed.layout.inspect(bed.plan)).files.map((file) => file.keptSha256), bed.plan.files.map((file) => file.keptSha256))
    })
    inBed('swap makes the new version live', async (bed) => {
      await doing(bed, 'keep', 'swap')
      await isLive(bed, 'new')
    })
    inBed('restore brings the kept one back', async (bed) => {
      await doing(bed, 'keep', 'swap', 'restore')
      await isLive(bed, 'kept')
    })
    inBed('everything may be repeated', async (bed) => {
      await doing(bed, 'keep', 'keep', 'swap', 'swap', 'restore', 'restore', 'keep', 'swap')
      await isLive(bed, 'new')
    })
    inBed('restore may follow nothing at all', async (bed) => {
      await doing(bed, 'restore')
      await isLive(bed, 'kept')
    })
    inBed('discarding what is new after a rollback leaves nothing beside the live files', async (bed) => {
      await doing(bed, 'keep', 'swap', 'restore')
      for (let twice = 0; twice < 2; twice++) await bed.layout.discard(bed.plan, 'new')
      await isLive(bed, 'kept')
      for (const { publicPath } of bed.plan.files) for (const suffix of ['.upgrading', '.kept']) assert.equal(await bed.disk.look(publicPath + suffix), null)
    })
    inBed('discarding what is kept after an upgrade leaves the new version live', async (bed) => {
      await doing(bed, 'keep', 'swap')
      for (let twice = 0; twice < 2; twice++) await bed.layout.discard(bed.plan, 'kept')
      await isLive(bed, 'new')
      for (const { publicPath } of bed.plan.files) assert.equal(await bed.disk.look(`${publicPath}.upgrading`), null)
    })
    inBed('F42 a live file that is not what was planned is not kept', async (bed) => {
      const [first, ...rest] = bed.plan.files
      const plan: Plan = { ...bed.plan, files: [{ ...first, keptSha256: 'f'.repeat(64) }, ...rest] }
      await rejectsWithFailure('REFUSED', /was changed/, bed.layout.keep(plan))
    })
    inBed('what is live can be executed', async (bed) => {
      await doing(bed, 'keep', 'swap')
      for (const file of bed.plan.files) assert.equal((await bed.disk.look(file.newPath))?.mode, 0o755)
    })
  })
}

async function doing({ layout, plan }: LayoutBed, ...steps: readonly ('keep' | 'swap' | 'restore')[]): Promise<void> {
  for (const step of steps) await layout[step](plan)
}

async function isLive({ layout, plan }: LayoutBed, which: 'kept' | 'new'): Promise<void> {
  const live = (await layout.inspect(plan)).files.map((file) => file.sha256)
  assert.deepEqual(live, plan.files.map((file) => (which === 'new' ? file.newSha256 : file.keptSha256)))
}
