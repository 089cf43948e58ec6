import type { Window } from '../formats/window.ts'
import { momentIn } from '../formats/moment.ts'
import type { Weighed } from './standing.ts'
import { openFrom } from './when.ts'

/** What is known of the runs to come. */
export interface Outlook {
  /** `none`: nobody enabled a timer. `stopped`: a switch, or it only looks. `unknown`: nobody could be asked. */
  readonly timer: 'runs' | 'none' | 'stopped' | 'unknown'
  readonly nextRunMs: number | null
  readonly windows: readonly Window[]
  readonly nowMs: number
  /** The machine's own, IANA name. */
  readonly zone: string
}

/** When a release will be taken, if everything stays as it is. `atMs` null: nobody knows, or never by itself. */
export interface Forecast { readonly text: string; readonly atMs: number | null }

/**
 * The earliest moment at which everything is well: it is old enough, no longer held, a window is open, and a run comes along. Null for a release that is
 * not on its way at all.
 */
export function forecast({ verdict, untilMs }: Pick<Weighed, 'verdict' | 'untilMs'>, outlook: Outlook): Forecast | null {
  if (verdict !== 'take' && verdict !== 'wait') return null
  if (verdict === 'wait' && untilMs === null) return { text: 'nobody knows when it will be taken', atMs: null }
  switch (outlook.timer) {
    case 'none': return { text: 'no timer will take it', atMs: null }
    case 'stopped': return { text: 'timers do not take it', atMs: null }
    case 'unknown':
    case 'runs': return atMoment(Math.max(untilMs ?? 0, outlook.nowMs), outlook)
  }
}

/** The newer release that is taken no later, so that this one never is; null: there is none. `weighed`: all of them, newest first. */
export function overtaker({ version, verdict, untilMs }: Pick<Weighed, 'version' | 'verdict' | 'untilMs'>, weighed: readonly Weighed[]): Weighed | null {
  if (verdict !== 'take' && verdict !== 'wait') return null
  const newer = weighed.slice(0, Math.max(0, weighed.findIndex((one) => one.version === version)))
  const fromMs = (one: Pick<Weighed, 'verdict' | 'untilMs'>): number => (one.verdict === 'take' ? 0 : one.verdict === 'wait' && one.untilMs !== null ? one.untilMs : Infinity)
  return newer.find((one) => fromMs(one) !== Infinity && fromMs(one) <= fromMs({ verdict, untilMs })) ?? null
}

function atMoment(fromMs: number, { windows, nextRunMs, zone: own }: Outlook): Forecast {
  const zone = windows[0]?.zone ?? own
  // A run that comes too early, or between two windows, only looks; when the one after it comes is the timer's to say.
  const earliestMs = openFrom(windows, Math.max(fromMs, nextRunMs ?? 0), own)
  if (earliestMs === null) return { text: 'nobody knows when it will be taken', atMs: null }
  if (earliestMs === nextRunMs) return { text: `will be taken ${momentIn(earliestMs, zone)}`, atMs: earliestMs }
  return { text: `will be taken by the first run from ${momentIn(earliestMs, zone)} on`, atMs: earliestMs }
}
