import type { Again } from '../errors.ts'
import { againLadderMs } from './limits.ts'

/** How a run that nobody watched has ended, as far as trying again goes. `ill`: it would end the same way. */
export type RunEnd = { readonly kind: 'well' } | { readonly kind: 'ill' } | { readonly kind: 'temporary' } | { readonly kind: 'busy'; readonly again: Again }
/** What earlier tries left. `failures`: temporary ones in a row. `firstNoMs`: since when the daemon is busy; null: it was not. */
export interface Tries { readonly failures: number; readonly firstNoMs: number | null }

export type Next =
  /** Nothing more; what earlier tries left is forgotten. */
  | { readonly kind: 'over' }
  /** Once more, after so long, and anywhere in `delayMs` more. */
  | { readonly kind: 'again'; readonly afterMs: number; readonly delayMs: number; readonly tries: Tries }
  /** It was busy for as long as anybody was willing to wait. */
  | { readonly kind: 'give-up'; readonly sinceMs: number }

export const noTries: Tries = { failures: 0, firstNoMs: null }

/**
 * When a run is tried once more. What is worth it (server not reached, disk full, another run at work) climbs a ladder, each step with as much delay as
 * itself, drawn once for each host: a server that comes back is not met by all of its hosts in the same minute (failures.md f19). A busy daemon is asked
 * as often, and for as long, as its gate says; after that the next regular run starts anew.
 */
export function tryAgain(end: RunEnd, tries: Tries, nowMs: number): Next {
  switch (end.kind) {
    case 'well': case 'ill': return { kind: 'over' }
    case 'temporary': return climbed(tries)
    case 'busy': return askedAgain(end.again, tries, nowMs)
  }
}

function climbed({ failures, firstNoMs }: Tries): Next {
  const stepMs = againLadderMs[Math.min(failures, againLadderMs.length - 1)] ?? 0
  return { kind: 'again', afterMs: stepMs, delayMs: stepMs, tries: { failures: failures + 1, firstNoMs } }
}

function askedAgain({ everyMs, giveUpMs }: Again, { firstNoMs }: Tries, nowMs: number): Next {
  // A clock that was set back must not make the wait longer than anybody allowed.
  const sinceMs = Math.min(firstNoMs ?? nowMs, nowMs)
  if (nowMs - sinceMs >= giveUpMs) return { kind: 'give-up', sinceMs }
  return { kind: 'again', afterMs: everyMs, delayMs: 0, tries: { failures: 0, firstNoMs: sinceMs } }
}
