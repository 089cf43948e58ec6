import * as v from 'valibot'
import { defaults, probesMax, ranges } from './limits.ts'
import type { ManagedUnit } from './settings.ts'
import { lineOfText, time } from './units.ts'

/** `[[unit]]`: in the order in which they are restarted. */
export const unit = v.pipe(
  v.strictObject({
    name: v.string(),
    restart: v.optional(v.picklist(['restart', 'reload-or-restart']), 'restart'),
    steady: v.optional(time(ranges.unitSteady), defaults.unit_steady),
    ready: v.optional(v.pipe(v.array(lineOfText()), v.maxLength(probesMax)), []),
    program: v.optional(lineOfText()),
  }),
  v.transform((table): ManagedUnit => ({ name: table.name, restart: table.restart, ready: { steadyMs: table.steady, probes: table.ready }, program: table.program ?? null })),
)
