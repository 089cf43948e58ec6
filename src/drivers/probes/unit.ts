import * as v from 'valibot'
import type { Reading } from '../../policy/reading.ts'
import type { Sight } from '../../systemd/watch-unit.ts'
import type { Probe } from '../../upgrade/ports.ts'
import type { ProbeDriver, ProbeTools } from './driver.ts'
import { kind, name } from './keys.ts'
import { mapped, Merge } from './merge.ts'
import { reading } from './sampling.ts'
import { watchedUnits } from './watched-units.ts'

const schema = v.strictObject({ kind: kind('unit', 'the units themselves; always on'), name: name('unit') })

/** Every change that systemd announces of every unit that was restarted. */
export const unit: ProbeDriver = {
  kind: 'unit',
  schema,
  make: (settings, tools) => unitProbe(v.parse(schema, settings).name, tools),
}

function unitProbe(name: string, tools: ProbeTools): Probe {
  return {
    name,
    async *readings(plan, signal) {
      const sights = new Merge<Sight>()
      for (const one of watchedUnits(plan)) sights.add(tools.watchUnit(one, signal))
      yield* mapped(sights, (sight) => readingOf(name, tools, sight))
    },
  }
}

function readingOf(name: string, tools: ProbeTools, sight: Sight): Reading {
  if (sight.kind === 'blind') return reading(name, tools.clock, { outcome: 'unknown', detail: sight.because })
  return { kind: 'unit', probe: name, atMs: tools.clock.monotonicMs(), unit: sight.state }
}
