import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import type { Rules } from '../../policy/standing.ts'
import { mayAct, type Circumstances } from '../../policy/unattended.ts'
import { timing } from '../../policy/when.ts'
import { readTimer, type TimerState } from '../../systemd/next-run.ts'
import type { ScheduleReport } from '../../upgrade/report.ts'
import { circumstancesOf } from '../circumstances.ts'
import { localZone } from './local-zone.ts'
import { hasSystemd, theBus } from '../service.ts'
import { againTimerOf, timerOf } from './unattended-units.ts'

/** When something happens to this app by itself: what the service manager plans, and what the operator's files say about it. Reads only. */
export async function scheduleOf(app: string, rules: Rules): Promise<ScheduleReport> {
  const [off, timers] = [await switchedOff(app, rules), await timersOf(app)]
  const runs = (timers ?? []).flatMap(({ nextRunMs }) => (nextRunMs === null ? [] : [nextRunMs]))
  return { state: stateOf(timers, off, rules), off, nextRunMs: runs.length === 0 ? null : Math.min(...runs), windows: rules.windows.map(({ text }) => text), window: windowNow(rules) }
}

/** In words; null: a timer of this app is obeyed. */
export async function switchedOff(app: string, rules: Circumstances['rules']): Promise<string | null> {
  const permission = mayAct(await circumstancesOf(app, rules, { occasion: 'timer', lastLookMs: null }))
  return permission.kind === 'rest' ? permission.because : null
}

/** The app's own timer, and the next try. Null: there is nobody to ask. */
async function timersOf(app: string): Promise<readonly [TimerState, TimerState] | null> {
  if ((await hasSystemd()) === 'no') return null
  try {
    return [await readTimer(theBus(), timerOf(app)), await readTimer(theBus(), againTimerOf(app))]
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}

function stateOf(timers: readonly [TimerState, TimerState] | null, off: string | null, { auto }: Rules): ScheduleReport['state'] {
  if (timers !== null && timers[0].enabled === 'no' && timers[0].active === 'no') return 'no-timer'
  if (off !== null) return 'switched-off'
  if (timers === null) return 'unknown'
  return auto === 'check' ? 'check-only' : 'enabled'
}

function windowNow({ windows }: Rules): ScheduleReport['window'] {
  if (windows.length === 0) return null
  const at = timing(windows, machine.clock.nowMs(), localZone())
  if (at.closesMs === null) return null
  return { opensMs: at.kind === 'open' ? null : at.opensMs, closesMs: at.closesMs }
}
