import { windowLengthMs, type Window } from '../formats/window.ts'
import { timerActiveMs, timerMonotonicJitterPart, timerSpreadMsMax } from './limits.ts'

/** How often, and in which times of the week besides. */
export interface Rhythm { readonly everyMs: number; readonly windows: readonly Window[] }
/** What a timer's [Timer] section says (systemd.timer(5)): calendar times, or spans from one run to the next, and one delay for all of them. */
export interface TimerSchedule {
  readonly calendar: readonly string[]
  /** Null: the calendar says it all. */
  readonly spans: { readonly firstMs: number; readonly everyMs: number } | null
  readonly delayMs: number
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/**
 * The schedule of a rhythm. An interval that the clock face can say (15 min, 6 h, a day, a week) becomes calendar times, which survive a reboot and
 * are made up for; any other becomes spans. Each window's beginning is a calendar time of its own, so that none passes without a run.
 *
 * The delay is drawn once for each host and each timer (`FixedRandomDelay=`), anywhere in the interval (in a day of it): a thousand hosts spread over all of it, and so
 * do two apps of one host (failures.md f19, cloudflared#1645). It is never longer than half of the shortest window: whatever run is due at or after a
 * window's beginning and before its middle still falls into it.
 */
export function scheduleFor({ everyMs, windows }: Rhythm): TimerSchedule {
  const regular = calendarOf(everyMs)
  const spread = regular === null ? everyMs * timerMonotonicJitterPart : Math.min(everyMs, timerSpreadMsMax)
  return {
    calendar: [...(regular === null ? [] : [regular]), ...windows.flatMap(beginningsOf)],
    spans: regular === null ? { firstMs: timerActiveMs, everyMs } : null,
    delayMs: Math.floor(Math.min(spread, ...windows.map((window) => windowLengthMs(window) / 2))),
  }
}

/** The drop-in of a timer, whatever its own file says: an empty assignment forgets what came before. */
export function timerText({ calendar, spans, delayMs }: TimerSchedule): string {
  return [
    '[Timer]',
    'OnCalendar=',
    ...calendar.map((time) => `OnCalendar=${time}`),
    ...(spans === null ? [] : [`OnActiveSec=${secondsOf(spans.firstMs)}`, `OnUnitActiveSec=${secondsOf(spans.everyMs)}`]),
    `RandomizedDelaySec=${secondsOf(delayMs)}`,
    '',
  ].join('\n')
}

/** `*-*-* 00/6:00:00`; null: no clock face shows it (5 h, 7 min, 2 d). */
function calendarOf(everyMs: number): string | null {
  const [minutes, hours] = [everyMs / minuteMs, everyMs / hourMs]
  if (everyMs === 7 * dayMs) return 'Mon *-*-* 00:00:00'
  if (everyMs === dayMs) return '*-*-* 00:00:00'
  if (everyMs === hourMs) return '*-*-* *:00:00'
  if (Number.isInteger(hours) && 24 % hours === 0) return `*-*-* 00/${hours}:00:00`
  return Number.isInteger(minutes) && 60 % minutes === 0 ? `*-*-* *:00/${minutes}:00` : null
}

/**
 * `Sat *-*-* 02:00:00 Europe/Berlin`. Nowhere do clocks go forward later than at four, and systemd passes over a time that does not come on that day:
 * a window that begins before then has a second time at the next full hour, at which every wall is right again.
 */
function beginningsOf({ days, fromMinute, zone }: Window): readonly string[] {
  const names = days.length === 7 ? [] : [days.map((day) => dayNames[day] ?? '').join(',')]
  const at = (minutes: number): string => [...names, '*-*-*', `${twoDigits(minutes / 60)}:${twoDigits(minutes % 60)}:00`, ...(zone === null ? [] : [zone])].join(' ')
  const changes = fromMinute < 4 * 60 && zone !== 'UTC'
  return changes ? [at(fromMinute), at((Math.floor(fromMinute / 60) + 1) * 60)] : [at(fromMinute)]
}

const twoDigits = (number: number): string => String(Math.floor(number)).padStart(2, '0')

const secondsOf = (milliseconds: number): string => `${Math.floor(milliseconds / 1000)}s`
