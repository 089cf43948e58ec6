import * as v from 'valibot'
import { argv, planned, statuses, timeout, user } from './command-shape.ts'
import { defaults, ranges } from './limits.ts'
import type { RehearsalSettings } from './settings.ts'
import { count, lineOfText, size } from './units.ts'

type Rehearsed = RehearsalSettings['commands'][number]

/** `[[rehearse]]`: what the new binaries are asked before anything is touched: is this configuration still good? */
export const rehearsed = v.pipe(
  v.strictObject({ name: v.optional(lineOfText()), command: argv, user: v.optional(user), timeout: v.optional(timeout, '30s'), pass: v.optional(v.pipe(statuses, v.minLength(1, 'must name a status')), [0]) }),
  v.transform((table): Rehearsed => ({ name: table.name ?? table.command.join(' '), command: planned(table.command, table.user, table.timeout), pass: table.pass })),
)

/** `[rehearsal]`. */
export const rehearsal = v.pipe(
  v.strictObject({
    unsandboxed: v.optional(v.picklist(['skipped', 'allowed']), 'skipped'),
    memory: v.optional(size(ranges.rehearsalMemory), defaults.rehearsal_memory),
    tasks: v.optional(count(ranges.rehearsalTasks), defaults.rehearsal_tasks),
    output: v.optional(size(ranges.rehearsalOutput), defaults.rehearsal_output),
  }),
  v.transform(({ unsandboxed, memory, tasks, output }): Omit<RehearsalSettings, 'commands'> => ({ unsandboxed, room: { memoryBytesMax: memory, tasksMax: tasks, fileBytesMax: output } })),
)
