import { isFailure } from '../errors.ts'
import type { Rules } from '../policy/standing.ts'
import { readTimer, type TimerState } from '../systemd/next-run.ts'
import type { ScheduleReport } from '../upgrade/report.ts'
import { offSwitch } from './off-switch.ts'
import { hasSystemd, theBus } from './service.ts'
import { againTimerOf, timerOf } from './unattended-units.ts'

/** When something happens to this app by itself: what the service manager plans, and what the operator's files say about it. Reads only. */
export async function scheduleOf(app: string, rules: Rules): Promise<ScheduleReport> {
  const windows = { windows: rules.windows.map(({ text }) => text), window: null }
  const off = await offSwitch(app, rules)
  const timers = await timersOf(app)
  if (timers === null) return { state: off === null ? 'unknown' : 'switched-off', off, nextRunMs: null, ...windows }
  const runs = timers.flatMap(({ nextRunMs }) => (nextRunMs === null ? [] : [nextRunMs]))
  return { state: stateOf(timers, off, rules), off, nextRunMs: runs.length === 0 ? null : Math.min(...runs), ...windows }
}

/** The app's own timer, and the next try. Null: there is nobody to ask. */
async function timersOf(app: string): Promise<readonly TimerState[] | null> {
  if ((await hasSystemd()) === 'no') return null
  try {
    return [await readTimer(theBus(), timerOf(app)), await readTimer(theBus(), againTimerOf(app))]
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}

function stateOf([timer]: readonly TimerState[], off: string | null, { auto }: Rules): ScheduleReport['state'] {
  if (timer === undefined || (timer.enabled === 'no' && timer.active === 'no')) return 'no-timer'
  if (off !== null) return 'switched-off'
  return auto === 'check' ? 'check-only' : 'enabled'
}
