import * as v from 'valibot'
import { safePattern } from '../../formats/safe-pattern.ts'
import { priorities } from './journal-rule.ts'
import { attempt, interval, kind, name, text } from './keys.ts'
import { patternsMax } from './limits.ts'

const pattern = v.pipe(text, v.check((value) => typeof attempt(() => safePattern(value)) !== 'string', (issue) => String(attempt(() => safePattern(issue.input)))))
const patterns = (says: string) => v.optional(v.pipe(v.array(pattern, 'must be a list of regular expressions'), v.maxLength(patternsMax, `has more than ${patternsMax} entries`), v.description(says)), [])

export const journalSchema = v.pipe(v.strictObject({
  kind: kind('journal', "what the daemon writes to the system journal"),
  name: name('journal'),
  unit: v.optional(v.pipe(text, v.description('one of the units; all of them when not given'))),
  must_appear: patterns('regular expressions, each of which a line of the new run must match; not anchored: ^ and $ are the ends of a line'),
  must_not_appear: patterns('regular expressions that no line of the new run may match'),
  never: v.optional(v.pipe(v.picklist(priorities, `must be one of ${priorities.join(', ')}`), v.description('a line of this priority or a graver one is fatal'))),
  interval: interval('1s'),
}), v.check((table) => table.must_appear.length + table.must_not_appear.length > 0 || table.never !== undefined, "asks for nothing: give 'must_appear', 'must_not_appear' or 'never'"))
export type JournalSettings = v.InferOutput<typeof journalSchema>
