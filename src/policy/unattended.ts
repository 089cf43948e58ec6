import { momentIn } from '../formats/moment.ts'
import { heldText, isOver } from './rules/hold.ts'
import type { Occasion, Rules } from './standing.ts'
import { lastPassed, timing } from './when.ts'

/** A file that switches timers off: its path, and its first line. */
export interface OffSwitch { readonly path: string; readonly reason: string | null }

/** What is known when a run begins by itself. */
export interface Circumstances {
  readonly rules: Pick<Rules, 'auto' | 'hold' | 'windows' | 'late'>
  readonly occasion: Occasion
  /** Those that exist. */
  readonly off: readonly OffSwitch[]
  /** When a run asked the source last; null: never. */
  readonly lastLookMs: number | null
  readonly nowMs: number
  /** The machine's own, IANA name. */
  readonly zone: string
}

export type Permission =
  /** `because`: what is out of the ordinary about it, null for nothing. `closesMs`: the end of the window; null without one. */
  | { readonly kind: 'act'; readonly because: string | null; readonly closesMs: number | null }
  /** Ask the source, remember what was seen, and take nothing. `untilMs`: when it may act; null: nobody knows. */
  | { readonly kind: 'look'; readonly because: string; readonly untilMs: number | null }
  /** Not even that. */
  | { readonly kind: 'rest'; readonly because: string }

/**
 * May this run take a release, or only look, or nothing? Switches bind timers only. Windows bind timers and the pin file, a hold everybody but the
 * watch over a new version. A person's run is allowed whatever the answer would be for a timer: `remarksFor` says it to them.
 */
export function mayAct(circumstances: Circumstances): Permission {
  switch (circumstances.occasion) {
    case 'person':
    case 'probation': return { kind: 'act', because: null, closesMs: null }
    case 'inbox': return held(circumstances) ?? { kind: 'act', because: null, closesMs: null }
    case 'pin-file': return held(circumstances) ?? inWindow(circumstances)
    case 'timer': return switchedOff(circumstances) ?? onlyLooks(circumstances) ?? held(circumstances) ?? inWindow(circumstances)
  }
}

/** What keeps this host's timers from acting now, one sentence each, for whoever acts all the same. */
export function remarksFor(circumstances: Circumstances): readonly string[] {
  const asTimer = { ...circumstances, occasion: 'timer' } as const
  const window = inWindow(asTimer)
  return [switchedOff(asTimer) ?? onlyLooks(asTimer), held(asTimer), window.kind === 'act' ? null : window].flatMap((one) => (one === null || one.kind === 'act' ? [] : [one.because]))
}

function switchedOff({ rules, off }: Circumstances): Permission | null {
  const [file] = off
  if (file !== undefined) return { kind: 'rest', because: `unattended upgrades are switched off by '${file.path}'${file.reason === null ? '' : `: ${file.reason}`}` }
  return rules.auto === 'no' ? { kind: 'rest', because: "unattended upgrades are switched off by 'auto' under [policy]" } : null
}

function onlyLooks({ rules }: Circumstances): Permission | null {
  return rules.auto === 'check' ? { kind: 'look', because: "timers only look: 'auto' under [policy] says check", untilMs: null } : null
}

function held({ rules: { hold }, nowMs }: Circumstances): Permission | null {
  return hold === null || isOver(hold, nowMs) ? null : { kind: 'look', because: heldText(hold), untilMs: hold.untilMs }
}

function inWindow({ rules: { windows, late }, lastLookMs, nowMs, zone }: Circumstances): Permission {
  const at = timing(windows, nowMs, zone)
  if (at.kind === 'open') return { kind: 'act', because: null, closesMs: at.closesMs }
  const missed = lastPassed(windows, nowMs, zone)
  const slept = missed !== null && lastLookMs !== null && lastLookMs < missed.opensMs
  if (slept && late === 'catch-up') return { kind: 'act', because: `this host catches up: the last window, ${momentIn(missed.opensMs, zone)}, passed without a run`, closesMs: null }
  const waits = slept ? `; this host waits since the window of ${momentIn(missed.opensMs, zone)} passed without a run` : ''
  const opens = at.opensMs === null ? '' : `; the next opens ${momentIn(at.opensMs, zone)}`
  return { kind: 'look', because: `no window is open (${windows.map(({ text }) => text).join(', ')})${opens}${waits}`, untilMs: at.opensMs }
}
