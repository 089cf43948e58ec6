import { stepsAfterwards, stepsBefore, type Entry, type StepName } from '../../src/upgrade/entry.ts'
import { fold } from '../../src/upgrade/fold.ts'
import type { LiveRelease } from '../../src/upgrade/live.ts'
import type { Plan, PlannedFile } from '../../src/upgrade/plan.ts'
import type { TransactionRecord } from '../../src/upgrade/records.ts'

/** What happened to an app, one word a transaction: `2.0.0` went well; `2.0.0!` was ill, and rolled back; `2.0.0?` was refused before anything was swapped. */
export type Happened = string

/** A host's history as its journals tell it, and what is live after it. A transaction takes an hour, and they begin a day apart. */
export interface Life { readonly records: readonly TransactionRecord[]; readonly live: LiveRelease; readonly beganMs: (transaction: number) => number }

export const hourMs = 3_600_000
const bornMs = Date.UTC(2026, 0, 1)
const names = ['acme', 'acmed'] as const
export const homeOfLife = '/opt/acme'
export const digestIn = (version: string, name: string): string => `${name} of ${version}`
export const directoryIn = (version: string): string => `${homeOfLife}/releases/${version}`
const publicPath = (name: string): string => `/usr/bin/${name}`
const beganMs = (transaction: number): number => bornMs + transaction * 24 * hourMs

export function aLife(first: string, ...happened: readonly Happened[]): Life {
  let live = first
  const records = happened.map((word, number): TransactionRecord => {
    const [to, ending] = [word.replace(/[!?]$/, ''), word.endsWith('!') ? 'ill' : word.endsWith('?') ? 'refused' : 'upgraded'] as const
    const plan = aPlanOfLife(live, to, number)
    if (ending === 'upgraded') live = to
    return { transaction: plan.transaction, state: fold(entriesOf(plan, ending).map((entry, index) => ({ number: index + 1, atMs: index === 0 ? beganMs(number) : beganMs(number) + hourMs, entry }))) }
  })
  return { records, live: liveIn(live), beganMs }
}

/** As the disk shows it when this version is live. */
export function liveIn(version: string): LiveRelease {
  return { version, artifactSha256: `artifact of ${version}`, directory: directoryIn(version), sha256: new Map(names.map((name) => [publicPath(name), digestIn(version, name)])) }
}

function aPlanOfLife(from: string, to: string, number: number): Plan {
  const rule = { deadlineMs: 1000, steadyMs: 0, restartsMax: 0, before: [], probes: [] }
  const file = (name: string): PlannedFile => ({ name, publicPath: publicPath(name), newPath: `${directoryIn(to)}/${name}`, newSha256: digestIn(to, name), mode: 0o755, uid: 0, gid: 0, keptSha256: digestIn(from, name) })
  return {
    schema: 1, transaction: `2026010${number + 1}T000000Z-00000${number}`, app: 'acme', madeAtMs: beganMs(number), actor: 'a test', reason: null,
    from: { version: from, artifactSha256: `artifact of ${from}`, directory: directoryIn(from) }, to: { version: to, artifactSha256: `artifact of ${to}`, directory: directoryIn(to) },
    files: [file('acme'), file('acmed')], layout: { kind: 'links', home: homeOfLife }, units: [], probes: [], coordination: { kind: 'alone' },
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
