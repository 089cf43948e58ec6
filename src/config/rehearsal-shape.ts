import * as v from 'valibot'
import { argv, planned, statuses, timeout, user } from './command-shape.ts'
import type { RehearsalSettings } from './settings.ts'
import { lineOfText } from './units.ts'

type Rehearsed = RehearsalSettings['commands'][number]

/** `[[rehearse]]`: what the new binaries are asked before anything is touched: is this configuration still good? */
export const rehearsed = v.pipe(
  v.strictObject({ name: v.optional(lineOfText()), command: argv, user: v.optional(user), timeout: v.optional(timeout, '30s'), pass: v.optional(v.pipe(statuses, v.minLength(1, 'must name a status')), [0]) }),
  v.transform((table): Rehearsed => ({ name: table.name ?? table.command.join(' '), command: planned(table.command, table.user, table.timeout), pass: table.pass })),
)

/** `[rehearsal]`. */
export const rehearsal = v.strictObject({ unsandboxed: v.optional(v.picklist(['skipped', 'allowed']), 'skipped') })
