import { createHash } from 'node:crypto'
import { stepsAfterwardsOf, stepsBeforeOf, type Entry, type StepName } from '../../src/upgrade/journal/entry.ts'
import { fold } from '../../src/upgrade/journal/fold.ts'
import type { LiveRelease } from '../../src/upgrade/live.ts'
import type { Plan, PlannedFile } from '../../src/upgrade/plan.ts'
import type { TransactionRecord } from '../../src/upgrade/memory/records.ts'

const stepsAfterwards = stepsAfterwardsOf({})
const stepsBefore = stepsBeforeOf({})

/** What happened to an app, one word a transaction: `2.0.0` went well; `2.0.0!` was ill, and rolled back; `2.0.0?` was refused before anything was swapped. */
export type Happened = string

/** A host's history as its journals tell it, and what is live after it. A transaction takes an hour, and they begin a day apart. */
export interface Life { readonly records: readonly TransactionRecord[]; readonly live: LiveRelease; readonly beganMs: (transaction: number) => number }

export const hourMs = 3_600_000
const bornMs = Date.UTC(2026, 0, 1)
export const namesOfLife = ['acme', 'acmed'] as const
/** What a file of a release holds, so that the digests of a history are those of files that a test lays down. */
export const contentIn = (version: string, name: string): string => `${name} of ${version}`
export const digestIn = (version: string, name: string): string => createHash('sha256').update(contentIn(version, name)).digest('hex')
const homeOfLife = '/opt/acme'
export const directoryIn = (version: string, home = homeOfLife): string => `${home}/releases/${version}`
export const publicPathIn = (home: string, name: string): string => (home === homeOfLife ? `/usr/bin/${name}` : `${home}/bin/${name}`)
const beganMs = (transaction: number): number => bornMs + transaction * 24 * hourMs

export function aLife(first: string, ...happened: readonly Happened[]): Life {
  return aLifeIn(homeOfLife, first, ...happened)
}

/** The same on a disk where a test may lay things down. */
export function aLifeIn(home: string, first: string, ...happened: readonly Happened[]): Life {
  let live = first
  const records = happened.map((word, number): TransactionRecord => {
    const [to, ending] = [word.replace(/[!?]$/, ''), word.endsWith('!') ? 'ill' : word.endsWith('?') ? 'refused' : 'upgraded'] as const
    const plan = aPlanOfLife(home, { from: live, to, number })
    if (ending === 'upgraded') live = to
    return { transaction: plan.transaction, state: fold(entriesOf(plan, ending).map((entry, index) => ({ number: index + 1, atMs: index === 0 ? beganMs(number) : beganMs(number) + hourMs, entry }))) }
  })
  return { records, live: liveIn(live, home), beganMs }
}

/** As the disk shows it when this version is live. */
export function liveIn(version: string, home = homeOfLife): LiveRelease {
  return { version, artifactSha256: `artifact of ${version}`, directory: directoryIn(version, home), sha256: new Map(namesOfLife.map((name) => [publicPathIn(home, name), digestIn(version, name)])) }
}

function aPlanOfLife(home: string, { from, to, number }: { readonly from: string; readonly to: string; readonly number: number }): Plan {
  const rule = { deadlineMs: 1000, steadyMs: 0, restartsMax: 0, before: [], probes: [] }
  const file = (name: string): PlannedFile => ({ name, publicPath: publicPathIn(home, name), newPath: `${directoryIn(to, home)}/${name}`, newSha256: digestIn(to, name), mode: 0o755, uid: 0, gid: 0, keptSha256: digestIn(from, name) })
  return {
    schema: 1, transaction: `2026010${number + 1}T000000Z-00000${number}`, app: 'acme', madeAtMs: beganMs(number), actor: 'a test', reason: null,
    from: { version: from, artifactSha256: `artifact of ${from}`, directory: directoryIn(from, home) }, to: { version: to, artifactSha256: `artifact of ${to}`, directory: directoryIn(to, home) },
    files: [file('acme'), file('acmed')], layout: { kind: 'links', home }, units: [], probes: [], coordination: { kind: 'alone' },
    health: rule, rollbackHealth: rule, restartTimeoutMs: 1000, keepReleases: 3,
  }
}

const done = (steps: readonly StepName[]): readonly Entry[] => steps.flatMap((step): readonly Entry[] => [{ entry: 'began', step }, { entry: 'ended', step }])
const undone = (steps: readonly StepName[]): readonly Entry[] => steps.toReversed().flatMap((step): readonly Entry[] => [{ entry: 'undoing', step }, { entry: 'undone', step }])

function entriesOf(plan: Plan, ending: 'upgraded' | 'ill' | 'refused'): readonly Entry[] {
  const [planned, running] = [{ entry: 'planned', plan } as const, plan.from?.version ?? null]
  switch (ending) {
    case 'upgraded': return [planned, ...done(stepsBefore), { entry: 'confirmed' }, ...done(stepsAfterwards), { entry: 'closed', outcome: 'upgraded', running: plan.to.version, reason: null, downtimeMs: 100 }]
    case 'ill': return [planned, ...done(stepsBefore.slice(0, -1)), { entry: 'began', step: 'watch' }, { entry: 'failed', step: 'watch', code: 'ROLLED_BACK', message: 'it was ill' }, ...undone(stepsBefore), { entry: 'closed', outcome: 'rolled-back', running, reason: 'it was ill', downtimeMs: 100 }]
    case 'refused': return [planned, ...done(['lease']), { entry: 'began', step: 'keep' }, { entry: 'failed', step: 'keep', code: 'REFUSED', message: 'not now' }, ...undone(['lease', 'keep']), { entry: 'closed', outcome: 'refused', running, reason: 'not now', downtimeMs: null }]
  }
}
