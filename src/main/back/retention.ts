import { prune, releasesOnDisk } from '../../drivers/layouts/prune.ts'
import { releasesIn } from '../../drivers/layouts/where.ts'
import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { lettingGo } from '../../policy/retention.ts'
import type { LiveRelease } from '../../upgrade/live.ts'
import { lastUse, ranBefore, ranHere } from '../../upgrade/memory/ran-here.ts'
import { readRecords, type TransactionRecord } from '../../upgrade/memory/records.ts'
import type { Report } from '../../upgrade/report.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'
import { sharedWith } from './shared-places.ts'

type History = Pick<LiveState, 'live' | 'records'>

/** The directories that go when the one in `becoming` is live, and what is live now is the last good. */
export async function surplusAfter(app: App, { live, records }: History, becoming: string): Promise<readonly string[]> {
  return surplus(app, records, { spared: [becoming, ...directoriesOf(records, live)], waitingMax: 0 })
}

/**
 * After a run that left live what was: a timer that finds nothing new for a year still lets old releases go by their age, and a publisher whose every
 * release is ill does not fill the disk. Never the reason why a run fails. The caller holds the lock.
 */
export async function tidied(app: App, state: LiveState, report: Report): Promise<Report> {
  switch (report.outcome) {
    case 'upgraded': case 'swapped': case 'planned': case 'stuck': case 'settled': return report
    case 'nothing': case 'failed': case 'refused': case 'rolled-back':
  }
  try {
    await tidy(app, report.transaction === null ? state : { ...state, records: await readRecords(machine.disk, app.places.journals) })
    return report
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return { ...report, notes: [...report.notes, `old releases could not be removed: ${thrown.message}`] }
  }
}

async function tidy(app: App, { live, records, readable }: LiveState): Promise<void> {
  // What is still owed may need any of them.
  if (readable === 'no' || records.some(({ state }) => state !== null && state.closed === null)) return
  const never = [...directoriesOf(records, live), ...lastGood(records, live)]
  const letGo = await surplus(app, records, { spared: never, waitingMax: 1 })
  if (letGo.length > 0) await prune(machine.disk, { releases: releasesIn(app.settings.layout, app.places.releases), letGo, never }, machine.isExecuted)
}

async function surplus(app: App, records: readonly TransactionRecord[], { spared, waitingMax }: { readonly spared: readonly string[]; readonly waitingMax: 0 | 1 }): Promise<readonly string[]> {
  // Another app's last good may lie there, and only its own journals know which it is.
  if ((await sharedWith(app)).length > 0) return []
  const { keepReleases: releasesMax, keepMs: ageMsMax } = app.settings.policy
  const used = lastUse(records)
  const found = (await releasesOnDisk(machine.disk, releasesIn(app.settings.layout, app.places.releases))).map((one) => ({ ...one, lastRanMs: used.get(one.directory) ?? null }))
  return lettingGo(found, { releasesMax, ageMsMax, nowMs: machine.clock.nowMs(), spared: new Set(spared), waitingMax })
}

/** Where the live release lies: what is live in place lies at its own paths, and as it was staged besides. */
function directoriesOf(records: readonly TransactionRecord[], live: LiveRelease | null): readonly string[] {
  if (live === null) return []
  const staged = ranHere(records).filter(({ version, files }) => version === live.version && files.every((file) => live.sha256.get(file.publicPath) === file.sha256))
  return [live.directory, ...staged.map(({ directory }) => directory)]
}

/** What `rollback` returns to. */
function lastGood(records: readonly TransactionRecord[], live: LiveRelease | null): readonly string[] {
  const before = live === null ? null : ranBefore(records, live)
  const laid = ranHere(records).filter(({ version }) => version === before?.version)
  return before === null ? [] : [before.directory, ...laid.map(({ directory }) => directory)]
}
