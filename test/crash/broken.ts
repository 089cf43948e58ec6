import { openLayout } from '../../src/drivers/layouts/table.ts'
import type { Disk } from '../../src/host/types.ts'
import { removeTree } from '../../src/upgrade/admit/directory-tree.ts'
import { fold } from '../../src/upgrade/journal/fold.ts'
import { readJournal, type Journals } from '../../src/upgrade/journal/journal.ts'
import type { Layout, Ports } from '../../src/upgrade/ports.ts'
import { recover } from '../../src/upgrade/recovery.ts'
import { steps } from '../../src/upgrade/steps/table.ts'
import type { SimulatedHost } from '../support/a-host.ts'
import { changedService } from '../support/changed-service.ts'
import { product, variant, type Product } from './history.ts'

const isJournal = (path: string): boolean => path.endsWith('.jsonl')
const inJournals = (path: string): boolean => path.includes('/journals')
const doNothing = async (): Promise<void> => {}

/** Mistakes, most of them seen in the field; each as a product of its own, made of the same parts. */
export const mistakes: Readonly<Record<string, Product>> = {
  'journal entries are not synced': skipping((kind, path) => kind === 'syncFile' && inJournals(path)),
  'the directory of the journals is not synced': skipping((kind, path) => kind === 'syncDirectory' && inJournals(path)),
  'no file is synced': skipping((kind, path) => kind === 'syncFile' && !inJournals(path)),
  'no directory is synced': skipping((kind, path) => kind === 'syncDirectory' && !inJournals(path)),
  'began is recorded after the effect': variant({ through: (journals) => ({ ...journals, disk: beganLate(journals.disk) }) }),
  'a torn last line is not trimmed': variant({ through: (journals) => ({ ...journals, disk: neverRewriting(journals.disk) }) }),
  'only what ended is undone': { ...product, recover: async (host, when) => recover(host.journals, await undoingOnlyEnded(host, host.ports(when))) },
  'recovery always rolls forward': { ...product, recover: (host, when) => recover(host.journals, () => rollingForward(host.ports(when))) },
  'the live file is renamed away first': {
    ...product,
    apply: (host) => variant({}).apply(Object.assign(Object.create(host) as SimulatedHost, { ports: () => ({ ...host.ports('live'), layout: openLayout(host.plan.layout, renamingAway(host.disk), host.isExecuted) }) })),
  },
  'what is let go of is removed under its own name': withLayout((host) => ({ ...host.ports('live').layout, discard: async (plan, which) => (which === 'new' ? host.ports('live').layout.discard(plan, which) : removeAllOf(host.disk, plan.letGo ?? [])) })),
  'what is still executed is removed': withLayout((host) => openLayout(host.plan.layout, host.disk, async () => 'no')),
  'the last good is let go of': withLayout((host) => ({ ...host.ports('live').layout, discard: async (plan, which) => {
    await host.ports('live').layout.discard(plan, which)
    if (which === 'kept') await removeAllOf(host.disk, plan.from === null ? [] : [plan.from.directory])
  } })),
  'swap comes before keep': variant({ table: { ...steps, before: { ...steps.before, keep: steps.before.swap, swap: steps.before.keep } } }),
  'restart comes before swap': variant({ table: { ...steps, before: { ...steps.before, swap: steps.before.restart, restart: steps.before.swap } } }),
  'nobody watches': variant({ table: { ...steps, before: { ...steps.before, watch: { do: doNothing, undo: doNothing } } } }),
  'the kept version is not started again': variant({ table: { ...steps, before: { ...steps.before, standby: { ...steps.before.standby, undo: doNothing } } } }),
  'the files are not put back': variant({ table: { ...steps, before: { ...steps.before, swap: { ...steps.before.swap, undo: doNothing } } } }),
  'the lease is never given back': variant({ table: { ...steps, afterwards: { ...steps.afterwards, settle: { do: doNothing } } } }),
}

/** A mistake that is noticed by this scenario, and need not be looked for in any other. */
interface NoticedBy { readonly by: string; readonly broken: Product }
const travels = 'links, 1 file, units travel'
const migrates = 'links, 1 file, units travel, ill, data are migrated'

/** The same, of what travels with a release and of the daemon's data. (What is not kept is refused by `standby` before it is exchanged.) */
export const mistakesOfWhatTravels: Readonly<Record<string, NoticedBy>> = {
  'unit files that were put back are not read again': { by: travels, broken: recoveringWith((ports) => ({ ...ports, service: changedService(ports.service, { reload: doNothing }) })) },
  'what travels is not put back': { by: travels, broken: recoveringWith((ports) => ({ ...ports, layout: { ...ports.layout, restore: (plan) => ports.layout.restore({ ...plan, companions: [] }) } })) },
  'new unit files are not read': { by: travels, broken: variant({ table: { ...steps, before: { ...steps.before, reload: { do: doNothing, undo: doNothing } } } }) },
  'data that were migrated are not put back': { by: migrates, broken: variant({ table: { ...steps, before: { ...steps.before, snapshot: { ...steps.before.snapshot, undo: doNothing } } } }) },
  'the restore command is not run': { by: migrates, broken: recoveringWith((ports) => ({ ...ports, operator: { ...ports.operator, run: async () => ({ status: 0, output: '', trouble: null }) } })) },
  'what is installed is not said': { by: 'in-place, 1 file, units travel, data are migrated', broken: variant({ table: { ...steps, afterwards: { ...steps.afterwards, record: { do: doNothing } } } }) },
}

/** Only in a process that settles: what happens while it runs is the product's own. */
function recoveringWith(change: (ports: Ports) => Ports): Product {
  return { ...product, recover: (host, when) => recover(host.journals, () => change(host.ports(when))) }
}

/** Only while it runs: recovery is the product's own. */
function withLayout(layoutOf: (host: SimulatedHost) => Layout): Product {
  return { ...product, apply: (host) => variant({}).apply(Object.assign(Object.create(host) as SimulatedHost, { ports: () => ({ ...host.ports('live'), layout: layoutOf(host) }) })) }
}

async function removeAllOf(disk: Disk, directories: readonly string[]): Promise<void> {
  for (const directory of directories) await removeTree(disk, directory)
}

function skipping(which: (kind: string, path: string) => boolean): Product {
  return { ...product, meddle: ({ kind, path }) => ({ kind: which(kind, path) ? 'skip' : 'go' }) }
}

/** Holds each `began` back until the next line is written, when its step is over. */
function beganLate(disk: Disk): Disk {
  let held: Uint8Array | null = null
  return wrap(disk, {
    async append(path, content) {
      if (isJournal(path) && Buffer.from(content).includes('"entry":"began"')) return void (held = content)
      if (held !== null) await disk.append(path, held)
      held = null
      await disk.append(path, content)
    },
  })
}

/** Opens a journal as it is, torn tail and all. */
function neverRewriting(disk: Disk): Disk {
  const isRewriting = (path: string): boolean => path.endsWith('.jsonl.upgrading')
  return wrap(disk, {
    create: async (path, content, mode) => (isRewriting(path) ? undefined : disk.create(path, content, mode)),
    syncFile: async (path) => (isRewriting(path) ? undefined : disk.syncFile(path)),
    rename: async (from, to) => (isRewriting(from) ? undefined : disk.rename(from, to)),
  })
}

/** What minio/selfupdate and choria-io/go-updater do: out with the old one, then in with the new one. */
function renamingAway(disk: Disk): Disk {
  return wrap(disk, {
    async rename(from, to) {
      if (from.endsWith('.upgrading') && (await disk.look(to)) !== null) await disk.rename(to, `${to}.away`)
      await disk.rename(from, to)
    },
  })
}

async function undoingOnlyEnded(host: SimulatedHost, ports: Ports): Promise<() => Ports> {
  const half = await halfDone(host.journals, host.plan.transaction)
  const layout = {
    ...ports.layout,
    ...(half === 'swap' ? { restore: doNothing } : {}),
    ...(half === 'keep' ? { discard: doNothing } : {}),
  }
  const coordinator = half === 'lease' ? { ...ports.coordinator, done: doNothing } : ports.coordinator
  return () => ({ ...ports, layout, coordinator })
}

async function halfDone(journals: Journals, transaction: string): Promise<string | null> {
  const text = await readJournal(journals.disk, `${journals.directory}/${transaction}.jsonl`)
  if (text === null || text.entries.length === 0) return null
  const { begun, ended } = fold(text.entries)
  return begun.find((step) => !ended.includes(step)) ?? null
}

function rollingForward(ports: Ports): Ports {
  return { ...ports, layout: { ...ports.layout, restore: (plan) => ports.layout.swap(plan) } }
}

/** A disk of which some methods are others. Its own are bound, because it is a class. */
function wrap(disk: Disk, others: Partial<Disk>): Disk {
  const own: Disk = {
    look: (path) => disk.look(path), read: (path, max) => disk.read(path, max), list: (path) => disk.list(path), readLink: (path) => disk.readLink(path), sha256: (path) => disk.sha256(path),
    create: (path, content, mode) => disk.create(path, content, mode), copy: (from, to, ownership) => disk.copy(from, to, ownership), append: (path, content) => disk.append(path, content),
    truncate: (path, size) => disk.truncate(path, size), link: (existing, path) => disk.link(existing, path), symlink: (target, path) => disk.symlink(target, path),
    rename: (from, to) => disk.rename(from, to), remove: (path) => disk.remove(path), makeDirectory: (path, mode) => disk.makeDirectory(path, mode),
    syncFile: (path) => disk.syncFile(path), syncDirectory: (path) => disk.syncDirectory(path),
  }
  return { ...own, ...others }
}
