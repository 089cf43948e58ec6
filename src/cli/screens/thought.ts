import type { Fruitless, ScheduleReport, WeighedRelease } from '../../upgrade/report.ts'
import { timeOf } from '../words/figures.ts'
import { safe } from '../words/safe.ts'

/** The reason, and when it will be taken: "2.1.0 exists since 3 h; minimum age is 24 h; will be taken Sunday …". */
export function thoughtOf({ because, forecast }: Pick<WeighedRelease, 'because' | 'forecast'>): string {
  return forecast === null ? because : `${because}; ${forecast.text}`
}

/** A run that came to nothing, and why. */
export function triedText({ atMs, event, because }: Fruitless): string {
  return `${timeOf(atMs)}: ${event}${because === null ? '' : `, ${because}`}`
}

/** Whether anything happens by itself, and when. */
export function timerOf({ state, off, nextRunMs }: ScheduleReport, app: string): string {
  const next = nextRunMs === null ? '' : `, next ${timeOf(nextRunMs)}`
  switch (state) {
    case 'enabled': return `runs${next}`
    case 'check-only': return `only looks${next}`
    case 'no-timer': return `none: 'app-upgrade enable ${app}' makes one`
    case 'switched-off': return off ?? 'switched off'
    case 'unknown': return 'not known: the service manager could not be asked'
  }
}

export function windowOf({ windows, window }: ScheduleReport): string {
  const now = window === null ? '' : window.opensMs === null ? `; open until ${timeOf(window.closesMs)}` : `; opens ${timeOf(window.opensMs)}`
  return `${windows.join(', ')}${now}`
}

/** Both on a line of their own. */
export function timerText({ app, schedule }: { readonly app: string; readonly schedule: ScheduleReport }): string {
  const window = schedule.windows.length === 0 ? '' : `window: ${safe(windowOf(schedule))}\n`
  return `timer: ${safe(timerOf(schedule, app))}\n${window}`
}
