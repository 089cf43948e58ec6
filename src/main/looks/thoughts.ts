import { machine } from '../../host/machine.ts'
import { choose } from '../../policy/choose.ts'
import { forecast, type Forecast, overtaker, type Outlook } from '../../policy/forecast.ts'
import type { Choice, Standing, Weighed } from '../../policy/standing.ts'
import type { ScheduleReport, WeighedRelease } from '../../upgrade/report.ts'
import type { Seen } from '../../upgrade/memory/seen.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'
import { localZone } from '../unattended/local-zone.ts'
import { scheduleOf } from '../unattended/schedule.ts'
import { standingHere } from '../standing.ts'
import { seenBy } from './seen-by.ts'

/** What this host thinks of the releases that it has seen, as a timer's run would now. Asks no source, takes no lock, and waits for nobody (failures.md f21). */
export interface Thoughts {
  readonly seen: Seen
  readonly standing: Standing
  readonly choice: Choice
  readonly schedule: ScheduleReport
  /** With what is known besides its reasons. */
  readonly described: (weighed: Weighed) => WeighedRelease
}

export async function thoughtsOf(app: App, state: LiveState): Promise<Thoughts> {
  const { settings } = app
  const [seen, schedule, nowMs] = [await seenBy(app), await scheduleOf(app.name, settings.policy), machine.clock.nowMs()]
  const wanted = { version: null, channel: null }
  const standing = await standingHere(app, state, { wanted, request: { occasion: 'timer', force: 'no' } })
  const outlook: Outlook = { timer: timers[schedule.state], nextRunMs: schedule.nextRunMs, windows: settings.policy.windows, nowMs, zone: localZone() }
  const firstSeenMs = (version: string): number | null => seen.releases.find((one) => one.version === version)?.firstSeenMs ?? null
  const choice = choose(seen, standing)
  const forecastOf = (weighed: Weighed): Forecast | null => {
    const before = overtaker(weighed, choice.weighed)
    return before === null ? forecast(weighed, outlook) : { text: `${before.version} comes before it`, atMs: null }
  }
  return { seen, standing, schedule, choice, described: (weighed) => ({ ...weighed, firstSeenMs: firstSeenMs(weighed.version), forecast: forecastOf(weighed) }) }
}

const timers = { enabled: 'runs', 'check-only': 'stopped', 'switched-off': 'stopped', 'no-timer': 'none', unknown: 'unknown' } as const satisfies Record<ScheduleReport['state'], Outlook['timer']>
