import type { Report } from '../../upgrade/report.ts'
import { type FinalEvent, finalEventFields, finalEventIds } from '../final-event-ids.ts'
import { eventMessageCharactersMax, eventReportBytesMax } from './limits.ts'
import { endedWell, textOfReport, troubleIn } from './report.ts'
import { jsonOf, safe } from './safe.ts'
import { onOneLine } from './trouble.ts'

/**
 * The one structured event that a run leaves in the system journal: what alerting matches on, and what a caller who followed
 * the unit reads its report from (decision 0005). Null when nothing was open to be settled. Values have no line feeds.
 */
export function finalEventOf(report: Report): Readonly<Record<string, string>> | null {
  const event = eventOf(report)
  if (event === null) return null
  return withoutNulls({
    MESSAGE: messageOf(report),
    MESSAGE_ID: finalEventIds[event],
    PRIORITY: priorities[event],
    [finalEventFields.app]: report.app,
    [finalEventFields.from]: report.from,
    [finalEventFields.to]: report.to,
    [finalEventFields.outcome]: report.outcome,
    [finalEventFields.digest]: report.digest,
    [finalEventFields.transaction]: report.transaction,
    [finalEventFields.reason]: endedWell(report) ? null : onOneLine(troubleIn(report)),
    APP_UPGRADE_CODE: endedWell(report) ? null : troubleIn(report).code,
    APP_UPGRADE_REPORT: cappedReport(report),
  })
}

/** syslog(3): 6 info, 4 warning, 3 error, 2 critical, which wakes somebody. */
const priorities = {
  upgraded: '6', nothing: '6', planned: '6', refused: '4', failed: '4', 'rolled-back': '3', crashed: '3', stuck: '2', tampered: '2',
} as const satisfies Record<FinalEvent, string>

function eventOf(report: Report): FinalEvent | null {
  switch (report.outcome) {
    case 'settled': return null
    case 'swapped': return 'upgraded'
    case 'upgraded': case 'nothing': case 'planned': case 'rolled-back': case 'crashed': case 'stuck': return report.outcome
    case 'refused': case 'failed': return troubleIn(report).code === 'TAMPERED' ? 'tampered' : report.outcome
  }
}

/** The same words as on the terminal, on one line. */
function messageOf(report: Report): string {
  const head = textOfReport({ ...report, notes: [], lines: [], grounds: [], plan: null }).trimEnd()
  const oneLine = head.replace(/^app-upgrade: /, report.app === null ? '' : `${report.app}: `).split(/\n\s*/).map(spaced).join('; ')
  return safe(oneLine, eventMessageCharactersMax)
}

function spaced(line: string): string {
  return line.replace(/^(\w+:) +/, '$1 ')
}

/** Whole JSON or a poorer report, never half a document: lines go first, then remarks, and the plan of a dry run last. */
function cappedReport(report: Report): string {
  const poorer: readonly Report[] = [
    report,
    { ...report, lines: report.lines.slice(-5).map((line) => line.slice(0, 200)) },
    { ...report, lines: [], notes: [], grounds: [] },
    { ...report, lines: [], notes: [], grounds: [], plan: null },
  ]
  const fitting = poorer.map(jsonOf).find((json) => Buffer.byteLength(json) <= eventReportBytesMax)
  return fitting ?? jsonOf({ app: report.app, outcome: report.outcome, transaction: report.transaction })
}

function withoutNulls(fields: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> {
  const there = Object.entries(fields).filter((field): field is [string, string] => field[1] !== null)
  return Object.fromEntries(there.map(([name, value]) => [name, name === 'APP_UPGRADE_REPORT' ? value : safe(value, eventMessageCharactersMax)]))
}
