import * as v from 'valibot'
import { isFailure } from '../errors.ts'
import { parseDuration } from '../formats/duration.ts'
import { parseSize } from '../formats/size.ts'
import type { Range } from './limits.ts'

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

/** A number without a unit is refused, not guessed: `deadline = 30` is half a minute to one reader and 30 ms to another. */
function measured(parse: (text: string) => number, range: Range, says: string) {
  return v.pipe(v.string(says), v.rawTransform<string, number>(({ dataset, addIssue, NEVER }) => {
    const read = attempt(parse, dataset.value)
    if (typeof read === 'string') {
      addIssue({ message: read })
      return NEVER
    }
    if (read >= range.from && read <= range.to) return read
    addIssue({ message: `must be ${range.words}` })
    return NEVER
  }))
}

function attempt(parse: (text: string) => number, text: string): number | string {
  try {
    return parse(text)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return thrown.message
  }
}
