import type { DoctorReport, Finding } from '../../upgrade/report.ts'
import { type Mood, paint } from '../words/paint.ts'
import { safe } from '../words/safe.ts'
import type { Terminal } from '../world.ts'

const moods = { good: 'good', warning: 'warning', bad: 'bad' } as const satisfies Record<Finding['state'], Mood>

/** One line a finding, the remedy below it, and what it all comes to. */
export function textOfDoctor(report: DoctorReport, terminal: Pick<Terminal, 'colour'>): string {
  const width = Math.max(0, ...report.findings.map((finding) => safe(finding.about).length))
  const lines = report.findings.map((finding) => findingText(finding, width, terminal))
  return lines.join('') + summary(report)
}

function findingText(finding: Finding, width: number, terminal: Pick<Terminal, 'colour'>): string {
  const state = paint(terminal, moods[finding.state], finding.state.padEnd(7))
  const next = finding.next === null ? '' : `${' '.repeat(width + 11)}next: ${safe(finding.next)}\n`
  // Several mistakes of one file are a line each, indented, so that none can pass for a finding.
  const text = finding.text.split('\n').map((line) => safe(line.trim())).join(`\n${' '.repeat(width + 11)}`)
  return `${state}  ${safe(finding.about).padEnd(width)}  ${text}\n${next}`
}

function summary(report: DoctorReport): string {
  const count = (state: Finding['state']): number => report.findings.filter((finding) => finding.state === state).length
  const bad = count('bad')
  const warnings = count('warning')
  if (bad > 0) return `${bad} bad: an upgrade would be refused or could not be undone\n`
  return warnings > 0 ? `ready, with ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}\n` : 'ready\n'
}
