import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Disk } from '../../src/host/types.ts'
import { besideCompanion } from '../../src/drivers/layouts/companions.ts'
import type { Plan, PlannedCompanion } from '../../src/upgrade/plan.ts'
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
    filesContract(inBed)
    companionsContract(inBed)
    editedCompanionsContract(inBed)
  })
}

/** One test, with a place of its own. */
type InBed = (what: string, act: (bed: LayoutBed) => Promise<void>) => void

function filesContract(inBed: InBed): void {
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
}

/** What travels with the files, when nobody else is at it. */
function companionsContract(inBed: InBed): void {
  inBed('what travels is exchanged with the files: it changes, comes, and goes', async (bed) => {
    await doing(bed, 'keep', 'swap')
    await lies(bed, 'new')
    for (const { path, mode, newSha256 } of bed.plan.companions ?? []) if (newSha256 !== null) assert.equal((await bed.disk.look(path))?.mode, mode)
  })
  inBed('what travels comes back with the files, and a directory that was made for it goes', async (bed) => {
    await doing(bed, 'keep', 'swap', 'restore')
    await lies(bed, 'kept')
    for (let twice = 0; twice < 2; twice++) await bed.layout.discard(bed.plan, 'new')
    await lies(bed, 'kept')
    for (const { path, directories = [] } of bed.plan.companions ?? []) {
      for (const name of Object.values(besideCompanion(path))) assert.equal(await bed.disk.look(name), null)
      for (const directory of directories) assert.equal(await bed.disk.look(directory), null)
    }
  })
  inBed('a directory that was made for what travels stays when somebody else uses it', async (bed) => {
    await doing(bed, 'keep', 'swap')
    const directory = bed.plan.companions?.flatMap(({ directories = [] }) => directories).at(-1)
    assert.ok(directory)
    await bed.disk.create(`${directory}/90-local.conf`, Buffer.from('# theirs\n'), 0o644)
    await doing(bed, 'restore')
    await bed.layout.discard(bed.plan, 'new')
    assert.deepEqual(await bed.disk.list(directory), ['90-local.conf'])
  })
  inBed('after success the one before lies beside what travels, by a name that nobody reads', async (bed) => {
    await doing(bed, 'keep', 'swap')
    for (let twice = 0; twice < 2; twice++) await bed.layout.discard(bed.plan, 'kept')
    await lies(bed, 'new')
    for (const { path, keptSha256 } of bed.plan.companions ?? []) {
      const { previous, kept, staged } = besideCompanion(path)
      assert.deepEqual([keptSha256 === null ? null : await bed.disk.sha256(previous), await bed.disk.look(kept), await bed.disk.look(staged)], [keptSha256, null, null])
    }
  })
}

/** And when somebody is. */
function editedCompanionsContract(inBed: InBed): void {
  inBed('F42 what was edited since the plan was made is not kept, and nothing is touched', async (bed) => {
    await write(bed, 'packaging/acme.service', '# their own\n')
    await rejectsWithFailure('REFUSED', /acme\.service' was changed/, bed.layout.keep(bed.plan))
    await isLive(bed, 'kept')
  })
  inBed('f12 F45 what travels and changed since it was verified is found before anything is exchanged', async (bed) => {
    await bed.layout.keep(bed.plan)
    const staged = companion(bed, 'packaging/10-acme.conf').newPath ?? ''
    await bed.disk.remove(staged)
    await bed.disk.create(staged, Buffer.from('evil'), 0o644)
    await rejectsWithFailure('TAMPERED', /10-acme\.conf/, bed.layout.swap(bed.plan))
    await lies(bed, 'kept')
    await isLive(bed, 'kept')
  })
  inBed('f10 what somebody edited meanwhile is left to them, and what was before it stays beside it', async (bed) => {
    await doing(bed, 'keep', 'swap')
    await write(bed, 'packaging/acme.service', '# their own\n')
    await doing(bed, 'restore')
    await bed.layout.discard(bed.plan, 'new')
    const { path, keptSha256 } = companion(bed, 'packaging/acme.service')
    assert.equal(Buffer.from(await bed.disk.read(path, 100) ?? []).toString(), '# their own\n')
    assert.equal(await bed.disk.sha256(besideCompanion(path).previous), keptSha256)
    await isLive(bed, 'kept')
  })
  inBed('a link where something travels to is refused: it masks a unit, or is another tool\'s', async (bed) => {
    const { path } = companion(bed, 'packaging/acme.service')
    await bed.disk.remove(path)
    await bed.disk.symlink('/dev/null', path)
    await rejectsWithFailure('REFUSED', /acme\.service' is not a regular file/, bed.layout.keep(bed.plan))
  })
}

async function doing({ layout, plan }: LayoutBed, ...steps: readonly ('keep' | 'swap' | 'restore')[]): Promise<void> {
  for (const step of steps) await layout[step](plan)
}

function companion({ plan }: LayoutBed, name: string): PlannedCompanion {
  const found = plan.companions?.find((one) => one.name === name)
  assert.ok(found, `'${name}' does not travel`)
  return found
}

/** As an editor does: a new file under the same name. */
async function write(bed: LayoutBed, name: string, text: string): Promise<void> {
  const { path } = companion(bed, name)
  await bed.disk.remove(path)
  await bed.disk.create(path, Buffer.from(text), 0o644)
}

async function lies({ layout, plan }: LayoutBed, which: 'kept' | 'new'): Promise<void> {
  const there = ((await layout.inspect(plan)).companions ?? []).map((file) => file.sha256)
  assert.deepEqual(there, (plan.companions ?? []).map((one) => (which === 'new' ? one.newSha256 : one.keptSha256)))
  assert.ok(there.length > 0)
}

async function isLive({ layout, plan }: LayoutBed, which: 'kept' | 'new'): Promise<void> {
  const live = (await layout.inspect(plan)).files.map((file) => file.sha256)
  assert.deepEqual(live, plan.files.map((file) => (which === 'new' ? file.newSha256 : file.keptSha256)))
}
