import type { HistoryItem, StatusReport } from '../../upgrade/report.ts'
import { durationOf, timeOf } from '../words/figures.ts'
import { outcomeText } from '../words/outcome.ts'
import { safe } from '../words/safe.ts'
import { pairsOf, tableOf } from '../words/table.ts'

/** One app on one screen. */
export function textOfStatus(report: StatusReport): string {
  const since = report.liveSinceMs === null ? '' : ` since ${timeOf(report.liveSinceMs)}`
  return `${safe(report.app)}\n${pairsOf([
    ['live', report.live === null ? 'nothing yet' : `${report.live}${since}`],
    ['kept', report.kept ?? 'nothing: a rollback is not possible'],
    ...(report.floor === null || report.floor === report.live ? [] : [['floor', `${report.floor}: no older release is taken by itself`] as const]),
    ...report.units.map((unit) => ['unit', `${unit.name} ${unit.activeState} (${unit.subState})`] as const),
    ...(report.open === null ? [] : [['open', `${report.open}: running now, or waiting for 'app-upgrade recover ${report.app}'`] as const]),
    ['last', report.last === null ? 'no upgrade yet' : lastOf(report.last)],
    ...report.skipped.map((skip) => ['skipped', `${skip.version}: ${skip.because}`] as const),
    ...report.notes.map((note) => ['note', note] as const),
  ])}`
}

/** Every app, one line each. */
export function textOfStatuses(reports: readonly StatusReport[]): string {
  if (reports.length === 0) return 'no app is configured: app files lie in /etc/app-upgrade/ (app-upgrade.toml(5))\n'
  return tableOf([
    ['APP', 'LIVE', 'KEPT', 'UNITS', 'LAST'],
    ...reports.map((report) => [report.app, report.live ?? '-', report.kept ?? '-', unitsOf(report), stateOf(report)]),
  ])
}

function unitsOf(report: StatusReport): string {
  return report.units.map((unit) => `${unit.name} ${unit.activeState}`).join(', ') || '-'
}

function stateOf(report: StatusReport): string {
  if (report.open !== null) return `open: ${report.open}`
  if (report.last === null) return report.notes[0] ?? '-'
  return `${outcomeText(report.last)} ${timeOf(report.last.atMs)}`
}

function lastOf(item: HistoryItem): string {
  const downtime = item.downtimeMs === null ? '' : `, ${durationOf(item.downtimeMs)} without service`
  return `${item.from ?? 'nothing'} to ${item.to}: ${outcomeText(item)} ${timeOf(item.atMs)}${downtime}`
}
