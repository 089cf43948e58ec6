import * as v from 'valibot'
import { durationFault } from '../../formats/duration.ts'
import { type FinalEvent, finalEvents } from '../../upgrade/final-events.ts'
import { textCharactersMax, timeoutMsMax, timeoutMsMin } from './limits.ts'

/** Keys that every teller has. A schema lets through again what it has let through once. */

export const text = v.pipe(v.string('must be text in quotation marks'), v.maxLength(textCharactersMax, `is longer than ${textCharactersMax} characters`))

export function kind<const Kind extends string>(word: Kind, says: string) {
  return v.pipe(v.literal(word), v.description(says))
}

export const on = v.optional(v.pipe(
  v.array(v.picklist(finalEvents, `must be among ${finalEvents.join(', ')}`), 'must be a list of events'),
  v.minLength(1, 'must name an event; leave the key out to be told of everything that matters'),
  v.description('which ends of a run are told; all but nothing and planned when not given'),
))

const timeoutRange = { fromMs: timeoutMsMin, toMs: timeoutMsMax, says: `must be between ${timeoutMsMin / 1000} s and ${timeoutMsMax / 1000} s` }
export const timeout = v.optional(v.pipe(
  v.string('must be a time with its unit in quotation marks, like "30s"'),
  v.check((value) => durationFault(value, timeoutRange) === null, (issue) => durationFault(issue.input, timeoutRange) ?? ''),
  v.description('who has not taken a message by then is asked again later'),
), '30s')

/** That all is as it was, or was only planned, nobody needs to be woken for. */
const unasked: readonly FinalEvent[] = ['nothing', 'planned']

/** Whether somebody wants to be told of this. */
export function wants(asked: readonly FinalEvent[] | undefined, event: FinalEvent): boolean {
  return asked === undefined ? !unasked.includes(event) : asked.includes(event)
}
