import * as v from 'valibot'
import { parseDuration } from '../../formats/duration.ts'
import type { Reading } from '../../policy/reading.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Probe } from '../../upgrade/ports.ts'
import type { ProbeDriver, ProbeTools } from './driver.ts'
import { journalSchema, type JournalSettings } from './journal-keys.ts'
import { JournalState } from './journal-rule.ts'
import { Runs, type JournalEvent } from './journal-runs.ts'
import { mapped, Merge } from './merge.ts'
import { reading } from './sampling.ts'
import { watchedUnits } from './watched-units.ts'

/** Only lines that journald itself attributes to the run in question; without any it could not see (failures.md F33, F34). */
export const journal: ProbeDriver = {
  kind: 'journal',
  schema: journalSchema,
  make: (settings, tools) => journalProbe(v.parse(journalSchema, settings), tools),
}

function journalProbe(settings: JournalSettings, tools: ProbeTools): Probe {
  return { name: settings.name, readings: (plan, signal) => follow(settings, tools, { plan, signal }) }
}

interface Watch { readonly plan: Plan; readonly signal: AbortSignal }

async function* follow(settings: JournalSettings, tools: ProbeTools, { plan, signal }: Watch): AsyncGenerator<Reading, void, void> {
  const units = settings.unit === undefined ? watchedUnits(plan) : [settings.unit]
  const state = new JournalState({ mustAppear: settings.must_appear, mustNotAppear: settings.must_not_appear, never: settings.never ?? null }, units)
  const events = new Merge<JournalEvent>()
  const runs = new Runs(state, (unit, invocation, until) => {
    events.add(mapped(tools.followJournal(invocation, AbortSignal.any([signal, until])), (sight): JournalEvent => ({ kind: 'line', unit, invocation, sight })))
  })
  events.add(mapped(tools.clock.ticks(parseDuration(settings.interval), signal), (): JournalEvent => ({ kind: 'tick' })))
  for (const unit of units) events.add(mapped(tools.watchUnit(unit, signal), (sight): JournalEvent => ({ kind: 'unit', unit, sight })))
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
