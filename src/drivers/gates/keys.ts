import * as v from 'valibot'
import { durationFault, parseDuration } from '../../formats/duration.ts'
import type { Refusal } from '../../upgrade/ports.ts'
import { againMsMax, againMsMin, gateArgumentsMax, gateTextCharactersMax, gateTimeoutMsMax, gateTimeoutMsMin, giveUpMsMax, giveUpMsMin } from './limits.ts'
import { unknownPlaceholder } from './placeholders.ts'

/** Keys that several gates have. Every schema lets through again what it has let through once, unchanged. */

export const text = v.pipe(v.string('must be text in quotation marks'), v.minLength(1, 'must not be empty'), v.maxLength(gateTextCharactersMax, `is longer than ${gateTextCharactersMax} characters`))

export const user = v.optional(v.pipe(text, v.regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be an account's name"), v.description('account that runs the command; an unprivileged one of its own when not given')))

export const command = v.pipe(
  v.array(v.pipe(text, v.check((value) => unknownPlaceholder(value) === null, (issue) => `there is no placeholder ${unknownPlaceholder(issue.input)}; there are {version}, {from}, {live}, {path:name} and {new:name}`)), 'must be a list of arguments, the program first'),
  v.minLength(1, 'must name a program'),
  v.maxLength(gateArgumentsMax, `has more than ${gateArgumentsMax} arguments`),
  v.check((argv) => /^(?:\/|\{live\}\/|\{path:|\{new:)/.test(argv[0] ?? ''), 'must begin with a whole path, from / or {live}/, or {path:name} or {new:name}'),
  v.description('program and arguments, never a shell line; {version} is the release that would be taken, {from} the live one, {live} the directory of the live program, {path:name} the path of a managed file, {new:name} where the file of the new release lies ready, verified and not yet live'),
)

export const timeout = v.optional(v.pipe(time(gateTimeoutMsMin, gateTimeoutMsMax), v.description('an answer that takes longer is a no')), '10s')
/** What an unattended run does about "not now", and whether a person may pass. */
export const patience = {
  again: v.optional(v.pipe(time(againMsMin, againMsMax), v.description('how long an unattended run that was told "not now" waits before it asks again')), '5min'),
  give_up: v.optional(v.pipe(time(giveUpMsMin, giveUpMsMax), v.description('how long after the first "not now" it stops asking, until its next regular time')), '24h'),
  overridable: v.optional(v.pipe(v.boolean('must be true or false'), v.description('whether a person may pass with --force, which is recorded')), true),
} as const

export interface Patience { readonly again: string; readonly give_up: string; readonly overridable: boolean }

/** Not now: worth asking again. */
export function notNow(reason: string, { again, give_up: giveUp, overridable }: Patience): Refusal {
  const next = overridable ? "wait until it is over, or '--force', which does not wait and is recorded" : 'wait until it is over: this gate is not overridable'
  return { kind: 'no', reason, next, overridable: overridable ? 'yes' : 'no', again: { everyMs: parseDuration(again), giveUpMs: parseDuration(giveUp) } }
}

/** Tomorrow it will say the same, unless somebody does something about it. */
export function refused(reason: string, remedy: string, { overridable }: Pick<Patience, 'overridable'>): Refusal {
  return { kind: 'no', reason, next: overridable ? `${remedy}; '--force' passes it, and is recorded` : remedy, overridable: overridable ? 'yes' : 'no' }
}

function time(fromMs: number, toMs: number) {
  const range = { fromMs, toMs, says: `must be between ${fromMs / 1000} s and ${toMs / 1000} s` }
  return v.pipe(v.string('must be a time with its unit in quotation marks, like "5min"'), v.check((value) => durationFault(value, range) === null, (issue) => durationFault(issue.input, range) ?? ''))
}
