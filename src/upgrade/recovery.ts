import { posix } from 'node:path'
import { isFailure, type Failure } from '../errors.ts'
import { finish, unwind, type Ending } from './engine.ts'
import { journalPath, openJournal, readPlan, type Journal, type Journals } from './journal/journal.ts'
import { companionsFound, filesFound, movesUnitFiles, type FoundThere } from './laid-down.ts'
import { journalsMax } from './limits.ts'
import type { Plan } from './plan.ts'
import type { Ports } from './ports.ts'
import { steps, type Steps } from './steps/table.ts'

/** The drivers that a plan names, and a service that fits the moment: at boot, one that defers every restart. Asked of open transactions only. */
export type PortsFor = (plan: Plan) => Ports | Promise<Ports>

/** What recovery did about one journal. */
export type Recovered =
  | { readonly kind: 'settled'; readonly transaction: string; readonly ending: Ending }
  /** Not even its plan was whole: nothing had begun. */
  | { readonly kind: 'discarded'; readonly transaction: string }
  /** Still open, as it was found. */
  | { readonly kind: 'unsettled'; readonly transaction: string; readonly because: Failure }
  | { readonly kind: 'damaged'; readonly transaction: string; readonly because: unknown; readonly live: LiveSide }

/** What the disk itself says, when the journal cannot be believed. */
export type LiveSide = 'kept' | 'new' | 'mixed' | 'unknown'

/**
 * Settles whatever a dead process left: two rules, not confirmed → undo, confirmed → finish; the engine's own functions, so there is no second
 * opinion about how. Safe to repeat; where everything is closed it changes nothing. The caller holds the lock.
 */
export async function recover(journals: Journals, portsFor: PortsFor): Promise<readonly Recovered[]> {
  const recovered: Recovered[] = []
  const transactions = await transactionsIn(journals)
  for (const transaction of transactions) {
    const table = transaction === transactions.at(-1) ? steps : withoutPruning
    const one = await unlessUnsettled(transaction, () => recoverOne(journals, transaction, { portsFor, table }))
    if (one !== null) recovered.push(one)
  }
  await makeDurable(journals, transactions.at(-1))
  return recovered
}

/** A journal that cannot be settled now (its plan names a layout that this version does not know) must not keep the others from it. */
async function unlessUnsettled(transaction: string, settleOne: () => Promise<Recovered | null>): Promise<Recovered | null> {
  try {
    return await settleOne()
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return { kind: 'unsettled', transaction, because: thrown }
  }
}

/**
 * Whoever wrote `closed` may have been killed before its sync. If the next transaction began on the strength of that line, a power cut could
 * leave two open journals.
 */
async function makeDurable({ disk, directory }: Journals, newest: string | undefined): Promise<void> {
  const path = newest === undefined ? null : journalPath(directory, newest)
  if (path !== null && (await disk.look(path)) !== null) await disk.syncFile(path)
}

async function transactionsIn(journals: Journals): Promise<readonly string[]> {
  const names = (await journals.disk.list(journals.directory)) ?? []
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length)).slice(-journalsMax)
}

/**
 * A younger transaction has kept another version since, and let go of what it did not want: what this one meant to let go of may be the way back
 * by now.
 */
const withoutPruning: Steps = { ...steps, afterwards: { ...steps.afterwards, prune: { do: async () => {} } } }

interface Settling { readonly portsFor: PortsFor; readonly table: Steps }

async function recoverOne(journals: Journals, transaction: string, { portsFor, table }: Settling): Promise<Recovered | null> {
  let journal: Journal | null
  try {
    journal = await openJournal(journals, transaction)
    if (journal === null) return await discardEmpty(journals, transaction)
  } catch (thrown) {
    if (!isFailure(thrown) || thrown.code !== 'DATA') throw thrown
    return await setAside(journals, transaction, { because: thrown, portsFor })
  }
  if (journal.state.closed !== null) return null
  return { kind: 'settled', transaction, ending: await settle(journal, { portsFor, table }) }
}

async function settle(journal: Journal, { portsFor, table }: Settling): Promise<Ending> {
  const work = { journal, ports: await portsFor(journal.state.plan), steps: table }
  return journal.state.confirmed === 'yes' ? await finish(work) : await unwind(work, null)
}

async function discardEmpty(journals: Journals, transaction: string): Promise<Recovered> {
  await journals.disk.remove(journalPath(journals.directory, transaction))
  await journals.disk.syncDirectory(journals.directory)
  return { kind: 'discarded', transaction }
}

interface Damage { readonly because: unknown; readonly portsFor: PortsFor }

/**
 * A journal that cannot be believed decides nothing (failures.md F38): it is kept for a person, and the disk is asked instead. One whole version
 * is left alone, whichever it is: to call a new one proven would be a guess, and so would be taking it away. Only a mixture is put back.
 */
async function setAside(journals: Journals, transaction: string, { because, portsFor }: Damage): Promise<Recovered> {
  const { disk, directory } = journals
  const path = journalPath(directory, transaction)
  const plan = await readPlan(disk, path)
  const ports = plan === null ? null : await portsOrNone(plan, portsFor)
  const live = plan === null || ports === null ? 'unknown' : await askDisk(plan, ports)
  await disk.rename(path, posix.join(directory, `${transaction}.damaged`))
  await disk.syncDirectory(directory)
  return { kind: 'damaged', transaction, because, live }
}

/** Null: its plan names what this version does not know. It is set aside all the same, or it would be in the way for ever. */
async function portsOrNone(plan: Plan, portsFor: PortsFor): Promise<Ports | null> {
  try {
    return await portsFor(plan)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return null
  }
}

async function askDisk(plan: Plan, ports: Ports): Promise<LiveSide> {
  const live = await putBackMixture(plan, ports)
  // Whether it was asked for cannot be read any more, so it is given back: twice does no harm, never would hold up the fleet.
  await ports.coordinator.done(plan)
  return live
}

async function putBackMixture(plan: Plan, ports: Ports): Promise<LiveSide> {
  const live = await ports.layout.inspect(plan)
  const files = filesFound(plan, live)
  if (!files.every((file) => isOurs(file))) return 'unknown'
  // A companion that somebody made their own says nothing of a side, and `restore` leaves it to them.
  const ours = [...files, ...companionsFound(plan, live).filter((one) => isOurs(one))]
  const isAll = (which: 'keptSha256' | 'newSha256'): boolean => ours.every((one) => one.found.sha256 === one[which])
  const side = isAll('keptSha256') ? 'kept' : isAll('newSha256') ? 'new' : 'mixed'
  if (side === 'mixed') await ports.layout.restore(plan)
  // Nobody knows what was read of the unit files by now: at boot those that lay there before us.
  if (movesUnitFiles(plan)) await ports.service.reload()
  return side
}

function isOurs({ keptSha256, newSha256, found }: FoundThere): boolean {
  return found.sha256 === keptSha256 || found.sha256 === newSha256
}
