import type { JournalSight } from '../../systemd/system-journal.ts'
import type { Sight } from '../../systemd/watch-unit.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { JournalState } from './journal-rule.ts'

export type JournalEvent =
  | { readonly kind: 'tick' }
  | { readonly kind: 'unit'; readonly unit: string; readonly sight: Sight }
  | { readonly kind: 'line'; readonly unit: string; readonly invocation: string; readonly sight: JournalSight }

/** Which run of each unit is followed. */
export class Runs {
  readonly #state: JournalState
  readonly #follow: (unit: string, invocation: string, until: AbortSignal) => void
  readonly #followed = new Map<string, { readonly invocation: string; readonly end: AbortController }>()

  constructor(state: JournalState, follow: (unit: string, invocation: string, until: AbortSignal) => void) {
    this.#state = state
    this.#follow = follow
  }

  take(event: JournalEvent, plan: Plan): void {
    switch (event.kind) {
      case 'tick': return
      case 'unit': return event.sight.kind === 'state' ? this.#run(event.unit, event.sight.state.invocationId, plan) : undefined
      case 'line': return this.#line(event.unit, event.invocation, event.sight)
    }
  }

  #run(unit: string, invocation: string, plan: Plan): void {
    const isOld = plan.health.before.some((one) => one.name === unit && one.invocationId === invocation)
    const followed = this.#followed.get(unit)
    if (invocation === '' || isOld || followed?.invocation === invocation) return
    followed?.end.abort()
    const end = new AbortController()
    this.#followed.set(unit, { invocation, end })
    this.#state.begin(unit)
    this.#follow(unit, invocation, end.signal)
  }

  #line(unit: string, invocation: string, sight: JournalSight): void {
    if (this.#followed.get(unit)?.invocation !== invocation) return
    if (sight.kind === 'message') this.#state.hear(unit, sight.message)
    else this.#state.blind(unit, sight.because)
  }
}
