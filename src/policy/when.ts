import { windowLengthMs, type Window } from '../formats/window.ts'
import { firstAt, lastUntil } from '../formats/zone.ts'
import { windowDaysAhead } from './limits.ts'

/** One occurrence of a window: from this instant on, and before that one. */
export interface Opening { readonly opensMs: number; readonly closesMs: number }

/** Without windows it is always open: `closesMs` null. */
export type Timing =
  | { readonly kind: 'open'; readonly closesMs: number | null }
  /** `opensMs` null: not within the days that are looked ahead. */
  | { readonly kind: 'closed'; readonly opensMs: number | null; readonly closesMs: number | null }

const minuteMs = 60_000
const dayMs = 86_400_000

/**
 * Is one of the windows open, until when, and if not, when does the next one open? `zone` is the machine's own, for windows that name none. Windows that
 * touch or overlap count as one. Correct on the days on which clocks change: a window begins at the first instant at which the wall shows its beginning or
 * has jumped over it, and ends at the last at which the wall has not passed its end; one that lies whole in the hour that never comes opens right after it,
 * for as long as it would have lasted.
 */
export function timing(windows: readonly Window[], nowMs: number, zone: string): Timing {
  if (windows.length === 0) return { kind: 'open', closesMs: null }
  const openings = openingsAround(windows, nowMs, zone)
  const open = openings.find(({ opensMs, closesMs }) => opensMs <= nowMs && nowMs < closesMs)
  if (open !== undefined) return { kind: 'open', closesMs: open.closesMs }
  const next = openings.find(({ opensMs }) => opensMs > nowMs)
  return { kind: 'closed', opensMs: next?.opensMs ?? null, closesMs: next?.closesMs ?? null }
}

/** The first instant from this one on at which a window is open; null: none is within the days that are looked ahead. */
export function openFrom(windows: readonly Window[], fromMs: number, zone: string): number | null {
  const at = timing(windows, fromMs, zone)
  return at.kind === 'open' ? fromMs : at.opensMs
}

/** The last window that has passed; null without any. */
export function lastPassed(windows: readonly Window[], nowMs: number, zone: string): Opening | null {
  return openingsAround(windows, nowMs, zone).findLast(({ closesMs }) => closesMs <= nowMs) ?? null
}

/** All openings of a week before and after, ascending; those that touch are one. */
function openingsAround(windows: readonly Window[], nowMs: number, zone: string): readonly Opening[] {
  const single = windows.flatMap((window) => openingsOf(window, nowMs, window.zone ?? zone)).toSorted((a, b) => a.opensMs - b.opensMs)
  const merged: Opening[] = []
  for (const one of single) {
    const last = merged.at(-1)
    if (last === undefined || one.opensMs > last.closesMs) merged.push(one)
    else merged[merged.length - 1] = { opensMs: last.opensMs, closesMs: Math.max(last.closesMs, one.closesMs) }
  }
  return merged
}

function openingsOf(window: Window, nowMs: number, zone: string): readonly Opening[] {
  // Nobody's wall is further than a day from UTC's, and there are days to spare.
  const today = Math.floor(nowMs / dayMs)
  const days = Array.from({ length: 2 * windowDaysAhead + 1 }, (_, index) => today - windowDaysAhead + index)
  // 1 January 1970 was a Thursday.
  return days.filter((day) => window.days.includes((((day + 4) % 7) + 7) % 7)).map((day) => openingOn(window, day, zone))
}

function openingOn(window: Window, day: number, zone: string): Opening {
  const lengthMs = windowLengthMs(window)
  const fromWall = day * dayMs + window.fromMinute * minuteMs
  const opensMs = firstAt(zone, fromWall)
  const closesMs = lastUntil(zone, fromWall + lengthMs)
  return { opensMs, closesMs: closesMs > opensMs ? closesMs : opensMs + lengthMs }
}
