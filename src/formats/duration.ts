import { failure, isFailure } from '../errors.ts'
import { quoted } from './printable.ts'

const msOf: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
/** A year: beyond any deadline, and well inside exact numbers. */
const durationMsMax = 366 * 86_400_000

/**
 * Reads `500ms`, `30s`, `2min`, `6h`, `1d`, `2w` or `1min 30s` as milliseconds. DATA for anything else: a number without a unit is
 * half a minute to one reader and 30 ms to another (failures.md E46), and `m` is a minute to some and a month to systemd.
 */
export function parseDuration(text: string): number {
  if (!/^\d{1,9}(?:\.\d{1,3})? ?[a-z]+(?: \d{1,9} ?[a-z]+){0,4}$/.test(text)) throw notOne(text)
  let sum = 0
  for (const [, count, unit] of text.matchAll(/([\d.]+) ?([a-z]+)/g)) {
    const factor = unit !== undefined && Object.hasOwn(msOf, unit) ? msOf[unit] : undefined
    if (factor === undefined) throw notOne(text)
    sum += Number(count) * factor
  }
  if (sum > durationMsMax) throw failure('DATA', `${quoted(text, 40)} is longer than a year`)
  return Math.ceil(sum)
}

/** What is wrong with a time that has to lie in this range, ends included, for keys that stay the text that they are; null: nothing. */
export function durationFault(text: string, { fromMs, toMs, says }: { readonly fromMs: number; readonly toMs: number; readonly says: string }): string | null {
  try {
    const milliseconds = parseDuration(text)
    return milliseconds >= fromMs && milliseconds <= toMs ? null : says
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return thrown.message
  }
}

function notOne(text: string): Error {
  return failure('DATA', `${quoted(text, 40)} is not a time: write it like '500ms', '30s', '2min' or '6h'`)
}
