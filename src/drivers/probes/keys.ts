import * as v from 'valibot'
import { isFailure } from '../../errors.ts'
import { durationFault } from '../../formats/duration.ts'
import { argumentsMax, intervalMsMax, intervalMsMin, textCharactersMax, timeoutMsMax, timeoutMsMin } from './limits.ts'
import { unknownPlaceholder } from './placeholders.ts'

/** Keys that several probes have. Every schema lets through again what it has let through once: the plan keeps it as it is. */

export const text = v.pipe(v.string('must be text in quotation marks'), v.maxLength(textCharactersMax, `is longer than ${textCharactersMax} characters`))

export function kind<const Kind extends string>(word: Kind, says: string) {
  return v.pipe(v.literal(word), v.description(says))
}

export function name(fallback: string) {
  const says = 'must be a word of a-z, 0-9, _ and -'
  return v.optional(v.pipe(text, v.regex(/^[a-z0-9][a-z0-9_-]{0,30}$/, says), v.description('what messages call it; needed when there are several of a kind')), fallback)
}

export function interval(fallback: string) {
  return v.optional(v.pipe(time(intervalMsMin, intervalMsMax), v.description('time between two samples')), fallback)
}

export function timeout(fallback: string) {
  return v.optional(v.pipe(time(timeoutMsMin, timeoutMsMax), v.description('a sample that takes longer is ill')), fallback)
}

export const user = v.optional(v.pipe(text, v.regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be an account's name"), v.description('account that runs the command; an unprivileged one of its own when not given')))

export const command = v.pipe(
  v.array(template(text), 'must be a list of arguments, the program first'),
  v.minLength(1, 'must name a program'),
  v.maxLength(argumentsMax, `has more than ${argumentsMax} arguments`),
  v.check((argv) => /^(?:\/|\{live\}\/|\{path:)/.test(argv[0] ?? ''), 'must begin with a whole path, from / or {live}/, or {path:name}'),
  v.description('program and arguments, never a shell line; {live}, {version} and {path:name} are filled in'),
)

/** Text in which placeholders are filled in. */
export function template<const Schema extends v.GenericSchema<unknown, string>>(schema: Schema) {
  return v.pipe(schema, v.check((value) => unknownPlaceholder(value) === null, (issue) => `there is no placeholder ${unknownPlaceholder(issue.input)}; there are {live}, {version} and {path:name}`))
}

/** Stays the text that it is: the plan is read by people, too. */
export function time(fromMs: number, toMs: number) {
  const range = { fromMs, toMs, says: `must be between ${fromMs} ms and ${toMs / 1000} s` }
  return v.pipe(v.string('must be a time with its unit in quotation marks, like "30s"'), v.check((value) => durationFault(value, range) === null, (issue) => durationFault(issue.input, range) ?? ''))
}

/** The value, or the message of the failure that it ended with. */
export function attempt<T>(read: () => T): T | string {
  try {
    return read()
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return thrown.message
  }
}
