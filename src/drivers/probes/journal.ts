import * as v from 'valibot'
import { parseDuration } from '../../formats/duration.ts'
import { safePattern } from '../../formats/safe-pattern.ts'
import type { Reading } from '../../policy/reading.ts'
import type { JournalSight } from '../../systemd/system-journal.ts'
import type { Sight } from '../../systemd/watch-unit.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Probe } from '../../upgrade/ports.ts'
import type { ProbeDriver, ProbeTools } from './driver.ts'
import { JournalState, priorities } from './journal-rule.ts'
import { attempt, interval, kind, name, text } from './keys.ts'
import { patternsMax } from './limits.ts'
import { mapped, Merge } from './merge.ts'
import { reading } from './sampling.ts'
import { watchedUnits } from './unit.ts'

const pattern = v.pipe(text, v.check((value) => typeof attempt(() => safePattern(value)) !== 'string', (issue) => String(attempt(() => safePattern(issue.input)))))
const patterns = (says: string) => v.optional(v.pipe(v.array(pattern, 'must be a list of regular expressions'), v.maxLength(patternsMax, `has more than ${patternsMax} entries`), v.description(says)), [])

const schema = v.pipe(v.strictObject({
  kind: kind('journal', "what the daemon writes to the system journal"),
  name: name('journal'),
  unit: v.optional(v.pipe(text, v.description('one of the units; all of them when not given'))),
  must_appear: patterns('regular expressions, each of which a line of the new run must match; not anchored: ^ and $ are the ends of a line'),
  must_not_appear: patterns('regular expressions that no line of the new run may match'),
  never: v.optional(v.pipe(v.picklist(priorities, `must be one of ${priorities.join(', ')}`), v.description('a line of this priority or a graver one is fatal'))),
  interval: interval('1s'),
}), v.check((table) => table.must_appear.length + table.must_not_appear.length > 0 || table.never !== undefined, "asks for nothing: give 'must_appear', 'must_not_appear' or 'never'"))
type Settings = v.InferOutput<typeof schema>

/** Only lines that journald itself attributes to the run in question; without any it could not see (failures.md F33, F34). */
export const journal: ProbeDriver = {
  kind: 'journal',
  schema,
  make: (settings, tools) => journalProbe(v.parse(schema, settings), tools),
}

function journalProbe(settings: Settings, tools: ProbeTools): Probe {
  return { name: settings.name, readings: (plan, signal) => follow(settings, tools, { plan, signal }) }
}

type Event =
  | { readonly kind: 'tick' }
  | { readonly kind: 'unit'; readonly unit: string; readonly sight: Sight }
  | { readonly kind: 'line'; readonly unit: string; readonly invocation: string; readonly sight: JournalSight }

interface Watch { readonly plan: Plan; readonly signal: AbortSignal }

async function* follow(settings: Settings, tools: ProbeTools, { plan, signal }: Watch): AsyncGenerator<Reading, void, void> {
  const units = settings.unit === undefined ? watchedUnits(plan) : [settings.unit]
  const state = new JournalState({ mustAppear: settings.must_appear, mustNotAppear: settings.must_not_appear, never: settings.never ?? null }, units)
  const events = new Merge<Event>()
  const runs = new Runs(state, (unit, invocation, until) => {
    events.add(mapped(tools.followJournal(invocation, AbortSignal.any([signal, until])), (sight): Event => ({ kind: 'line', unit, invocation, sight })))
  })
  events.add(mapped(tools.clock.ticks(parseDuration(settings.interval), signal), (): Event => ({ kind: 'tick' })))
  for (const unit of units) events.add(mapped(tools.watchUnit(unit, signal), (sight): Event => ({ kind: 'unit', unit, sight })))
  let last = ''
  for await (const event of events) {
    runs.take(event, plan)
    const seen = state.sample()
    // A line that changes nothing is no news; a tick always says how it stands.
    if (event.kind !== 'tick' && seen.outcome === last) continue
    last = seen.outcome
    yield reading(settings.name, tools.clock, seen)
  }
}

/** Which run of each unit is followed. */
class Runs {
  readonly #state: JournalState
  readonly #follow: (unit: string, invocation: string, until: AbortSignal) => void
  readonly #followed = new Map<string, { readonly invocation: string; readonly end: AbortController }>()

  constructor(state: JournalState, follow: (unit: string, invocation: string, until: AbortSignal) => void) {
    this.#state = state
    this.#follow = follow
  }

  take(event: Event, plan: Plan): void {
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
