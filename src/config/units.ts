import * as v from 'valibot'
import { isFailure } from '../errors.ts'
import { parseDuration } from '../formats/duration.ts'
import { parseTimestamp } from '../formats/timestamp.ts'
import { isPrintable } from '../formats/printable.ts'
import { parseSize } from '../formats/size.ts'
import { lineCharactersMax, type Range } from './limits.ts'

/** Text like `30s` → milliseconds. */
export function time(range: Range) {
  return measured(parseDuration, range, 'must be a time with its unit in quotation marks, like "30s"')
}

/** Text like `256MiB` → bytes. */
export function size(range: Range) {
  return measured(parseSize, range, 'must be a size with its unit in quotation marks, like "256MiB"')
}

export function count(range: Range) {
  const says = `must be a whole number ${range.words}`
  return v.pipe(v.number(says), v.check((value) => Number.isInteger(value) && value >= range.from && value <= range.to, says))
}

/** A moment as text or, as TOML writes them, without quotation marks → milliseconds since 1970. */
export function moment() {
  const says = 'must be a moment like "2026-12-01T00:00:00Z"'
  return v.pipe(
    v.unknown(),
    // The parser keeps which parts were written: a date without a zone comes out without one, and is refused.
    v.transform((value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value)),
    v.string(says),
    worded(parseTimestamp),
  )
}

/** One line that is shown to people as it stands. */
export function lineOfText() {
  return v.pipe(v.string(), v.minLength(1), v.maxLength(lineCharactersMax), v.check(isPrintable, 'has a character that cannot be seen'))
}

/** Text that is read by one of our formats; what it has to say against the text is the mistake. */
export function worded<T>(parse: (text: string) => T) {
  return v.rawTransform<string, T>(({ dataset, addIssue, NEVER }) => {
    try {
      return parse(dataset.value)
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown
      addIssue({ message: thrown.message })
      return NEVER
    }
  })
}

/** A number without a unit is refused, not guessed: `deadline = 30` is half a minute to one reader and 30 ms to another. */
function measured(parse: (text: string) => number, range: Range, says: string) {
  return v.pipe(v.string(says), worded(parse), v.check((value) => value >= range.from && value <= range.to, `must be ${range.words}`))
}
