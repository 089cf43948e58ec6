import type { EnabledReport } from '../../upgrade/unattended-report.ts'
import { durationOf, timeOf } from '../words/figures.ts'
import { safe } from '../words/safe.ts'
import { pairsOf } from '../words/table.ts'

/** What happens by itself from now on, and when next. */
export function textOfEnabled({ app, changed, units, everyMs, schedule, notes }: EnabledReport): string {
  return `${safe(app)}: ${doesIn(schedule.state)}${changed === 'no' ? ', as before' : ' from now on'}\n${pairsOf([
    ...(everyMs === null ? [] : [['every', durationOf(everyMs)] as const]),
    ...(schedule.windows.length === 0 ? [['windows', 'none: at any time'] as const] : schedule.windows.map((window) => ['window', window] as const)),
    ['next run', schedule.nextRunMs === null ? 'none is planned' : timeOf(schedule.nextRunMs)],
    ...units.map((unit) => ['unit', unit] as const),
    ...(schedule.off === null ? [] : [['note', schedule.off] as const]),
    ...notes.map((note) => ['note', note] as const),
  ])}`
}

function doesIn(state: EnabledReport['schedule']['state']): string {
  switch (state) {
    case 'check-only': return 'looks for releases by itself, and takes none'
    case 'switched-off': return 'would upgrade by itself, but a switch says no'
    case 'enabled': case 'no-timer': case 'unknown': return 'upgrades by itself'
  }
}

export function textOfDisabled({ app, changed, notes }: EnabledReport): string {
  const head = changed === 'no' ? 'nothing happened by itself before, either' : 'nothing happens by itself any more'
  return `${safe(app)}: ${head}\n${pairsOf(notes.map((note) => ['note', note] as const))}`
}
