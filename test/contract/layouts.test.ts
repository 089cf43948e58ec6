import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { posix } from 'node:path'
import { openLayout } from '../../src/drivers/layouts/table.ts'
import { disk as realDisk } from '../../src/host/disk.ts'
import { machine } from '../../src/host/machine.ts'
import type { Plan, PlannedCompanion, PlannedFile } from '../../src/upgrade/plan.ts'
import { aHost, SimulatedHost, type Scenario } from '../support/a-host.ts'
import { textOf } from '../support/a-companion.ts'
import { aPlan, contentOf } from '../support/a-plan.ts'
import { layoutContract, type LayoutBed } from './layout.ts'

const shapes: readonly Scenario[] = [
  { name: 'links', layout: 'links', files: 3, from: 'ours', newVersion: 'well', companions: 'travel' },
  { name: 'links, adopting', layout: 'links', files: 3, from: 'adopted', newVersion: 'well', companions: 'travel' },
  { name: 'in-place', layout: 'in-place', files: 3, from: 'ours', newVersion: 'well', companions: 'travel' },
]

const withoutLinks: readonly Scenario[] = shapes.filter(({ from }) => from === 'ours').map((shape) => ({ ...shape, name: `${shape.name}, S5 EXDEV or no hard links`, hardLinks: 'refused' }))

for (const shape of withoutLinks) layoutContract(`${shape.name}, on the simulated disk`, () => simulated(shape))
for (const shape of shapes) {
  layoutContract(`${shape.name}, on the simulated disk`, () => simulated(shape))
  layoutContract(`${shape.name}, on a real disk`, () => real(shape))
}

async function simulated(shape: Scenario): Promise<LayoutBed> {
  const host = new SimulatedHost(shape, await aHost(shape))
  return { layout: host.ports('live').layout, plan: host.plan, disk: host.disk, close: async () => {} }
}

/** The same files below a temporary directory, owned by whoever runs the test. */
async function real(shape: Scenario): Promise<LayoutBed> {
  const root = await mkdtemp(posix.join(tmpdir(), 'layout-'))
  const plan = below(root, aPlan(shape))
  for (const [index, file] of plan.files.entries()) {
    await lay(file.newPath, contentOf('2.0.0', index))
    const ours = shape.layout === 'links' && shape.from === 'ours'
    await lay(ours ? posix.join(plan.from?.directory ?? '', file.name) : file.publicPath, contentOf('1.0.0', index))
    if (!ours) continue
    await directories(posix.dirname(file.publicPath))
    await realDisk.symlink(`${root}/opt/acme/current/${file.name}`, file.publicPath)
  }
  for (const { name, path, newPath, keptSha256 } of plan.companions ?? []) {
    if (newPath !== null) await lay(newPath, textOf('2.0.0', name), 0o644)
    if (keptSha256 !== null) await lay(path, textOf('1.0.0', name), 0o644)
  }
  if (shape.layout === 'links' && shape.from === 'ours') await realDisk.symlink('releases/1.0.0', `${root}/opt/acme/current`)
  return { layout: openLayout(plan.layout, realDisk, machine.isExecuted), plan, disk: realDisk, close: () => rm(root, { recursive: true }) }
}

function below(root: string, plan: Plan): Plan {
  const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  const moved = (file: PlannedFile): PlannedFile => ({ ...file, ...owner, publicPath: root + file.publicPath, newPath: root + file.newPath })
  const [first, ...rest] = plan.files
  const companions = (plan.companions ?? []).map(({ newPath, directories: above = [], ...one }): PlannedCompanion => ({
    ...one, ...owner, path: root + one.path, newPath: newPath === null ? null : root + newPath, directories: above.map((directory) => root + directory),
  }))
  return {
    ...plan, files: [moved(first), ...rest.map(moved)], companions,
    from: plan.from === null ? null : { ...plan.from, directory: root + plan.from.directory }, to: { ...plan.to, directory: root + plan.to.directory },
    layout: plan.layout.kind === 'links' ? { kind: 'links', home: `${root}/opt/acme` } : plan.layout,
  }
}

async function lay(path: string, content: Uint8Array, mode = 0o755): Promise<void> {
  await directories(posix.dirname(path))
  await realDisk.create(path, content, mode)
}

async function directories(path: string): Promise<void> {
  if ((await realDisk.look(path)) !== null) return
  await directories(posix.dirname(path))
  await realDisk.makeDirectory(path, 0o755)
}
