import { failureTable } from '../../errors.ts'
import type { Report, Trouble } from '../../upgrade/report.ts'
import { durationOf } from './figures.ts'
import { journalLineCharactersMax, journalLinesMax } from './limits.ts'
import type { Mood } from './paint.ts'
import { textOfPlan } from './plan.ts'
import { safe } from './safe.ts'
import { exitCodeOfTrouble, labelled, textOfTrouble } from './trouble.ts'

/** How a run ended, in the shape of architecture section 11; ends in a line feed. */
export function textOfReport(report: Report): string {
  const text = endedWell(report) ? wellText(report) : illText(report)
  const notes = report.notes.map((note) => safe(note)).filter((note) => !text.includes(note))
  return text + notes.map((note) => `${labelled(report.outcome === 'swapped' ? 'warning' : 'note', note)}\n`).join('')
}

/** The exit code a run with this report leaves with. */
export function exitCodeOfReport(report: Report): number {
  switch (report.outcome) {
    case 'upgraded': case 'nothing': case 'planned': case 'swapped': case 'settled': return 0
    case 'rolled-back': return failureTable.ROLLED_BACK.exit
    // Somebody wanted to be told, and to decide.
    case 'stuck': case 'crashed': return failureTable.STUCK.exit
    case 'refused': case 'failed': return exitCodeOfTrouble(troubleIn(report))
  }
}

export function moodOfReport(report: Report): Mood {
  switch (report.outcome) {
    case 'upgraded': return 'good'
    case 'nothing': case 'planned': case 'settled': return 'plain'
    case 'swapped': case 'rolled-back': return 'warning'
    case 'refused': case 'failed': case 'stuck': case 'crashed': return 'bad'
  }
}

/** A run that did what was asked is told on standard output, anything else on standard error. */
export function endedWell(report: Report): boolean {
  return exitCodeOfReport(report) === 0
}

/** What went wrong, also when the report does not say. */
export function troubleIn(report: Report): Trouble {
  if (report.trouble !== null) return report.trouble
  const code = ({ stuck: 'STUCK', crashed: 'STUCK', 'rolled-back': 'ROLLED_BACK', failed: 'BUG' } as const)[report.outcome as 'stuck'] ?? 'REFUSED'
  return { code, messages: [failureTable[code].says], next: null }
}

/** `jaco: `, where it is known which app is meant. */
export function appPrefix(report: Report): string {
  return report.app === null ? '' : `${safe(report.app)}: `
}

/** `, 0.4 s without service` is shown after every restart: it is what an upgrade costs. */
export function downtimeText(downtimeMs: number | null): string {
  return downtimeMs === null ? 'time without service not measured' : `${durationOf(downtimeMs)} without service`
}

function wellText(report: Report): string {
  const to = safe(report.to ?? report.running ?? 'a version without a name')
  const grounds = report.grounds.map((ground) => `${labelled('trust', safe(ground))}\n`).join('')
  switch (report.outcome as 'upgraded' | 'nothing' | 'planned' | 'swapped' | 'settled') {
    case 'upgraded': return `${appPrefix(report)}${to} is live (${before(report)}), ${downtimeText(report.downtimeMs)}\n${grounds}`
    case 'nothing': return `${appPrefix(report)}nothing to do, ${safe(report.running ?? to)} is live already\n`
    case 'planned': return `${appPrefix(report)}${to} would become live (${before(report)}); dry run, nothing was touched\n${grounds}${planText(report)}`
    case 'swapped': return `${appPrefix(report)}${to} is in place (${before(report)}), but nothing was restarted\n${grounds}`
      + (report.notes.length > 0 ? '' : `${labelled('warning', restartYourself)}\n`)
    case 'settled': return `${appPrefix(report)}${settledText(report)}\n`
  }
}

const restartYourself = 'there is no systemd here, so the daemon goes on as it was: start or restart it yourself'

function before(report: Report): string {
  return report.from === null ? 'the first version here' : `was ${safe(report.from)}`
}

function planText(report: Report): string {
  return report.plan === null ? '' : textOfPlan(report.plan)
}

function settledText(report: Report): string {
  if (report.transaction === null) return 'nothing was left to settle'
  const running = report.running === null ? '' : `, ${safe(report.running)} is live`
  return `transaction ${safe(report.transaction)} is settled${running}`
}

function illText(report: Report): string {
  const trouble = troubleIn(report)
  return textOfTrouble({ ...trouble, next: trouble.next ?? nextOf(report) }, nowOf(report)) + journalText(report)
}

function nowOf(report: Report): string {
  const running = report.running === null ? null : safe(report.running)
  switch (report.outcome) {
    case 'rolled-back': return rolledBackText(running ?? 'the version of before', report.downtimeMs)
    case 'stuck': return running === null ? 'no version is proven to run' : `${running} is in place, but not proven to run`
    case 'crashed': return `${running ?? 'the new version'} is still in place, and nothing was done about it`
    case 'refused': case 'failed': case 'upgraded': case 'nothing': case 'planned': case 'swapped': case 'settled':
      return running === null ? 'nothing was touched' : `${running} is live as before, nothing was touched`
  }
}

/** Nothing is restarted at boot, nor what was not running before: then it is live, but nobody has seen it run. */
function rolledBackText(running: string, downtimeMs: number | null): string {
  return downtimeMs === null ? `${running} is live again (rolled back)` : `${running} is running again (rolled back, ${downtimeText(downtimeMs)})`
}

function nextOf(report: Report): string | null {
  const app = report.app ?? 'APP'
  const to = report.to ?? 'VERSION'
  if (report.outcome === 'rolled-back') return `${to} is skipped until a newer release, or 'app-upgrade unskip ${app} ${to}'`
  if (report.outcome === 'crashed') return `'app-upgrade rollback ${app}' returns to the version before`
  if (report.outcome !== 'stuck') return null
  return `repair what the lines say; 'app-upgrade recover ${app}' then settles what is still open, 'app-upgrade status ${app}' shows the units`
}

/** Foreign text that runs as root's terminal output: printable, indented, and never endless. */
function journalText(report: Report): string {
  if (report.lines.length === 0) return ''
  const lines = report.lines.slice(-journalLinesMax).map((line) => `    ${safe(line, journalLineCharactersMax)}\n`)
  return `  what ${safe(report.to ?? 'the new version')} said in the system journal:\n${lines.join('')}`
}
