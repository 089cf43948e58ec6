import { posix } from 'node:path'
import { failureTable, isFailure } from '../../errors.ts'
import type { Clock, Disk } from '../../host/types.ts'
import { isBundle, isPlainName } from './bundle-name.ts'
import { ensureDirectory } from '../durable.ts'
import { leaveInboxNotes, readInboxNotes, type InboxNote } from './inbox-notes.ts'
import { inboxMax, inboxPatienceMs } from '../limits.ts'
import type { Places } from '../places.ts'
import { emptyReport, type Report } from '../report.ts'
import { layToRest, pruneRestingPlace, type Account, type Keep } from './resting-place.ts'

/** What became of one bundle. `waits`: it is tried again. `stays`: it was dealt with, but cannot be moved out of the way. */
export interface InboxItem {
  readonly name: string
  readonly state: 'done' | 'refused' | 'waits' | 'stays'
  readonly because: string
  /** Where it lies now. */
  readonly path: string
  readonly report: Report
  /** `no`: no run has told the system journal of it. */
  readonly told: 'yes' | 'no'
}
export interface Applied { readonly report: Report; readonly told: 'yes' | 'no' }

export interface InboxPorts {
  readonly app: string
  readonly places: Pick<Places, 'inbox' | 'inboxDone' | 'inboxRefused' | 'inboxNotes'>
  readonly disk: Disk
  readonly clock: Pick<Clock, 'nowMs'>
  readonly remove: (path: string) => Promise<void>
  /** One whole run with this bundle as its source. A run that could not be begun is a report, too. */
  apply(path: string): Promise<Applied>
  /** What is written beside a bundle that lies at `path` now. */
  account(item: InboxItem): Account
  /** Why it ended so, on one line. */
  because(report: Report): string
  readonly keep: Keep
}
type Decided = Pick<InboxItem, 'state' | 'report' | 'told'>

/** The inbox and the two beside it. */
export async function makeInbox(disk: Disk, places: Pick<Places, 'inbox' | 'inboxDone' | 'inboxRefused'>): Promise<void> {
  for (const directory of [places.inbox, places.inboxDone, places.inboxRefused]) await ensureDirectory(disk, directory, 0o755)
}

/** Deals with every bundle in the inbox, in the order of their names, and lays each to rest beside it, so that nothing is left that would begin another run. */
export async function emptyInbox(ports: InboxPorts): Promise<readonly InboxItem[]> {
  const { places, disk, clock, keep } = ports
  await makeInbox(disk, places)
  const notes = await readInboxNotes(disk, places.inboxNotes)
  const [items, left]: [InboxItem[], InboxNote[]] = [[], []]
  for (const name of ((await disk.list(places.inbox)) ?? []).filter(isBundle).slice(0, inboxMax)) {
    const { item, note } = await one(name, notes, ports)
    items.push(item)
    if (note !== null) left.push(note)
  }
  await leaveInboxNotes(disk, places.inboxNotes, left)
  // What is only in the way of the next years must not change what happened today.
  for (const directory of [places.inboxDone, places.inboxRefused]) await pruneRestingPlace(directory, keep, clock.nowMs(), ports).catch(unlessFailure)
  return items
}

async function one(name: string, notes: readonly InboxNote[], ports: InboxPorts): Promise<{ readonly item: InboxItem; readonly note: InboxNote | null }> {
  const { app, places, disk, clock } = ports
  const path = posix.join(places.inbox, name)
  const inode = (await disk.look(path))?.inode ?? 0
  const noted = notes.find((note) => note.name === name && note.inode === inode)
  const firstMs = Math.min(noted?.firstMs ?? clock.nowMs(), clock.nowMs())
  const { state, report, told } = noted?.decided == null ? await decide(name, { path, firstMs }, ports) : remembered(app, noted)
  const item: InboxItem = { name, state, because: ports.because(report), path, report, told }
  const note: InboxNote = { name, inode, firstMs, decided: null, because: item.because }
  if (state !== 'done' && state !== 'refused') return { item, note }
  try {
    const to = await layToRest(path, state === 'done' ? places.inboxDone : places.inboxRefused, (at) => ports.account({ ...item, path: at }), ports)
    return { item: { ...item, path: to }, note: null }
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    const cause = thrown.cause instanceof Error ? `: ${thrown.cause.message}` : ''
    return { item: { ...item, state: 'stays', because: `${item.because}; but ${thrown.message}${cause}` }, note: { ...note, decided: state } }
  }
}

async function decide(name: string, { path, firstMs }: { readonly path: string; readonly firstMs: number }, ports: InboxPorts): Promise<Decided> {
  const refusal = isPlainName(name) ? null : strangeName(ports.app)
  if (refusal !== null) return { state: 'refused', report: refusal, told: 'no' }
  const { report: ended, told } = await ports.apply(path)
  const report = ended.waits === undefined ? ended : heldBack(ended)
  return { state: stateOf(report, ports.clock.nowMs() - firstMs), report, told }
}

/** A name that somebody may have made to do harm is never handed on: not to a unit, not to a path, not to a line of a log. */
function strangeName(app: string): Report {
  return {
    ...emptyReport(app, 'refused'),
    trouble: { code: 'REFUSED', messages: ['the name of the bundle cannot be used: it is not made of letters, digits and ._+~- (at most 191), ending in .bundle'], next: 'give it another name and put it into the inbox again' },
  }
}

/** Somebody has said that nothing be taken now (a hold, a minimum age). To wait for that in silence, perhaps for months, is not what whoever put it here expects. */
function heldBack(report: Report): Report {
  return { ...report, outcome: 'refused', trouble: { code: 'REFUSED', messages: [report.notes[0] ?? 'it may not be taken yet'], next: null } }
}

/** It was dealt with by an earlier look, and only has to be moved. */
function remembered(app: string, { decided, because }: InboxNote): Decided {
  if (decided === 'done') return { state: 'done', report: { ...emptyReport(app, 'nothing'), notes: [because] }, told: 'yes' }
  return { state: 'refused', report: { ...emptyReport(app, 'refused'), trouble: { code: 'REFUSED', messages: [because], next: null } }, told: 'yes' }
}

function stateOf({ outcome, trouble, again }: Report, waitedMs: number): 'done' | 'refused' | 'waits' {
  switch (outcome) {
    case 'upgraded': case 'nothing': case 'planned': case 'swapped': case 'settled': return 'done'
    case 'rolled-back': case 'refused': case 'stuck': case 'crashed': return 'refused'
    case 'failed': {
      // Busy, no space, not reached: no fault of the bundle, which stays where it is until that is over.
      const isTemporary = trouble !== null && failureTable[trouble.code].retry === 'yes'
      return isTemporary && waitedMs < (again?.giveUpMs ?? inboxPatienceMs) ? 'waits' : 'refused'
    }
  }
}

function unlessFailure(thrown: unknown): void {
  if (!isFailure(thrown)) throw thrown
}
