import type { HistoryItem, StatusReport } from '../../upgrade/report.ts'
import { durationOf, timeOf } from '../words/figures.ts'
import { statusSkipsMax } from '../words/limits.ts'
import { outcomeText } from '../words/outcome.ts'
import { safe } from '../words/safe.ts'
import { pairsOf, tableOf } from '../words/table.ts'
import { thoughtOf, timerOf, triedText, windowOf } from './thought.ts'

type Line = readonly [string, string]

/** One app on one screen: what runs, what is new and why it does not run, what happens next, and how it went. */
export function textOfStatus(report: StatusReport): string {
  return `${safe(report.app)}\n${pairsOf([...running(report), ...coming(report), ...wanted(report), ...past(report), ...report.notes.map((note) => ['note', note] as const)])}`
}

function running(report: StatusReport): readonly Line[] {
  const since = report.liveSinceMs === null ? '' : ` since ${timeOf(report.liveSinceMs)}`
  return [
    ['live', report.live === null ? 'nothing yet' : `${report.live}${since}`],
    ...some(report.probation, ({ untilMs, units, then }) => ['probation', `until ${timeOf(untilMs)}: a failure of ${units.join(', ') || 'its units'} ${then === 'tell' ? 'is only told' : 'rolls back'}`]),
    ...report.units.map((unit) => ['unit', `${unit.name} ${unit.activeState} (${unit.subState})`] as const),
  ]
}

function coming({ app, newest, next, lookedAtMs, schedule }: StatusReport): readonly Line[] {
  return [
    ['newest', newest === null ? (lookedAtMs === null ? `not known: no run has looked yet ('app-upgrade check ${app}' looks now, and takes nothing)` : 'the source had no release') : thoughtOf(newest)],
    ...some(next, (one) => ['next', thoughtOf(one)]),
    ...some(lookedAtMs, (atMs) => ['looked', timeOf(atMs)]),
    ['timer', timerOf(schedule, app)],
    ...(schedule.windows.length === 0 ? [] : [['window', windowOf(schedule)] as const]),
  ]
}

function wanted({ channel, pin, hold }: StatusReport): readonly Line[] {
  return [
    ['channel', channel],
    ...some(pin, (one) => ['pin', `${one.version}${saidBy(one)}`]),
    ...some(hold, (one) => ['hold', `${one.untilMs === null ? 'until further notice' : `until ${timeOf(one.untilMs)}`}${saidBy(one)}`]),
  ]
}

function past(report: StatusReport): readonly Line[] {
  const hidden = report.journals === 'hidden'
  // What was found ill more than once is one line, or it would hide the others.
  const skipped = [...new Map(report.skipped.map((skip) => [skip.version, skip])).values()]
  const more = skipped.length - statusSkipsMax
  return [
    ['kept', report.kept ?? (hidden ? 'not known' : 'nothing: a rollback is not possible')],
    ...(report.floor === null || report.floor === report.live ? [] : [['floor', `${report.floor}: no older release is taken by itself`] as const]),
    ...some(report.open, (open) => ['open', `${open}: running now, or waiting for 'app-upgrade recover ${report.app}'`]),
    ['last', report.last === null ? (hidden ? 'not known' : 'no upgrade yet') : lastOf(report.last)],
    ...(report.last === null ? [] : whyItEnded(report.app, report.last)),
    ...some(report.fruitless, (one) => ['tried', triedText(one)]),
    ...some(report.fruitless?.next ?? null, (next) => ['to do', next]),
    // The latest are what somebody asks about; all of them are in `why`.
    ...skipped.slice(-statusSkipsMax).map((skip) => ['skipped', `${skip.version}: ${skip.because}`] as const),
    ...(more > 0 ? [['skipped', `and ${more} before: 'app-upgrade status ${report.app} --json' names them`] as const] : []),
  ]
}

/** Whoever comes from the line at login has read nothing else: why, and what to do. */
function whyItEnded(app: string, { outcome, because }: HistoryItem): readonly Line[] {
  if (outcome !== 'stuck' && outcome !== 'rolled-back') return []
  return [
    ...some(because, (why) => ['because', why]),
    ...(outcome === 'stuck' ? [['to do', `mend what it says; 'app-upgrade recover ${app}' then settles what is still open, and the next upgrade or rollback that goes well ends this`] as const] : []),
  ]
}

/** A line, if there is anything to be said. */
function some<Value>(value: Value | null, line: (value: Value) => Line): readonly Line[] {
  return value === null ? [] : [line(value)]
}

function saidBy({ by, atMs, reason }: NonNullable<StatusReport['pin' | 'hold']>): string {
  return `${by === null ? '' : ` by ${by}`}${atMs === null ? '' : ` since ${timeOf(atMs)}`}${reason === null ? '' : `: ${reason}`}`
}

/** Every app, one line each. */
export function textOfStatuses(reports: readonly StatusReport[]): string {
  if (reports.length === 0) return 'no app is configured: app files lie in /etc/app-upgrade/, with --user in ~/.config/app-upgrade/ (app-upgrade.toml(5))\n'
  return tableOf([
    ['APP', 'LIVE', 'NEWEST', 'KEPT', 'UNITS', 'LAST'],
    ...reports.map((report) => [report.app, report.live ?? '-', newestOf(report), report.kept ?? '-', unitsOf(report), stateOf(report)]),
  ])
}

function newestOf({ newest, live }: StatusReport): string {
  if (newest === null) return '-'
  return newest.version === live ? newest.version : `${newest.version} (${newest.verdict})`
}

function unitsOf(report: StatusReport): string {
  return report.units.map((unit) => `${unit.name} ${unit.activeState}`).join(', ') || '-'
}

function stateOf(report: StatusReport): string {
  if (report.open !== null) return `open: ${report.open}`
  if (report.fruitless !== null) return `${report.fruitless.event} ${timeOf(report.fruitless.atMs)}`
  if (report.last === null) return report.journals === 'hidden' && report.live !== null ? 'not known' : (report.notes[0] ?? '-')
  return `${outcomeText(report.last)} ${timeOf(report.last.atMs)}`
}

function lastOf(item: HistoryItem): string {
  const downtime = item.downtimeMs === null ? '' : `, ${durationOf(item.downtimeMs)} without service`
  const died = item.probation?.how === 'crashed' ? `; died within its probation: ${item.probation.because ?? 'for an unknown reason'}` : ''
  return `${item.from ?? 'nothing'} to ${item.to}: ${outcomeText(item)} ${timeOf(item.atMs)}${downtime}${died}`
}
