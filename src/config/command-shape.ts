import { isAbsolute } from 'node:path'
import * as v from 'valibot'
import type { PlannedCommand } from '../upgrade/plan.ts'
import { argumentsMax, ranges } from './limits.ts'
import { lineOfText, time } from './units.ts'

const says = 'must be a list of text: the program, then its arguments'

/** Program and arguments; placeholders are filled in when it is run. No shell is asked. */
export const argv = v.pipe(
  v.array(lineOfText(), says),
  v.minLength(1, says),
  v.maxLength(argumentsMax, `has more than ${argumentsMax} arguments`),
  v.check(([program = '']) => isAbsolute(program) || program.startsWith('{'), 'must begin with the whole path of a program, from /'),
  v.transform((words) => words as [string, ...string[]]),
)
export const user = v.pipe(v.string(), v.regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be an account's name"))
export const timeout = time(ranges.command)
const status = v.pipe(v.number('must be a whole number'), v.integer('must be a whole number'), v.minValue(0, 'must be 0 to 199'), v.maxValue(199, 'must be 0 to 199: systemd uses those above itself'))
export const statuses = v.pipe(v.array(status, 'must be a list of numbers'), v.maxLength(16, 'has more than 16 entries'))

export function planned(command: readonly [string, ...string[]], account: string | undefined, timeoutMs: number): PlannedCommand {
  return { argv: command, user: account ?? null, timeoutMs }
}
