import type { UnitState } from '../policy/reading.ts'
import type { Sight } from '../systemd/watch-unit.ts'
import type { Onlooker } from '../upgrade/ports.ts'

type WatchUnit = (unit: string, signal: AbortSignal) => AsyncIterable<Sight>

/** Of what is seen of a unit, the states that it goes through. */
export function onlookerWith(watchUnit: WatchUnit): Onlooker {
  return { states: (unit, signal) => statesOf(watchUnit(unit, signal)) }
}

async function* statesOf(sights: AsyncIterable<Sight>): AsyncGenerator<UnitState, void, void> {
  for await (const sight of sights) if (sight.kind === 'state') yield sight.state
}
