import { asFailure, failure } from '../errors.ts'
import { parseDuration } from '../formats/duration.ts'
import { quoted } from '../formats/printable.ts'
import { parseTimestamp } from '../formats/timestamp.ts'
import { type Call, given } from './verb.ts'
import type { World } from './world.ts'

const local = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?$/

/** When `--until` or `--for` ends, in milliseconds since 1970; null: neither was given. USAGE for what is no moment, or is over already. */
export function untilOf(call: Call, { clock }: Pick<World, 'clock'>): number | null {
  const [until, lasting] = [given(call, 'until'), given(call, 'for')]
  if (until !== null && lasting !== null) throw failure('USAGE', '--until and --for exclude each other', { next: 'name the end, or how long it is until then' })
  const nowMs = clock.nowMs()
  if (lasting !== null) return nowMs + typed('for', () => parseDuration(lasting))
  if (until === null) return null
  const untilMs = momentOf(until)
  if (untilMs > nowMs) return untilMs
  throw failure('USAGE', `--until ${quoted(until, 40)} is past`, { next: 'name a moment to come' })
}

/** Without a zone it is this machine's own time: whoever types it looks at this machine's clock. */
function momentOf(text: string): number {
  const [, year, month, day, hour = '00', minute = '00'] = local.exec(text) ?? []
  if (year === undefined) return typed('until', () => parseTimestamp(text))
  const at = new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute))
  if (at.getMonth() === Number(month) - 1 && at.getDate() === Number(day) && Number(hour) < 24 && Number(minute) < 60) return at.getTime()
  throw failure('USAGE', `--until ${quoted(text, 40)} is in no calendar`, { next: 'write it like 2026-12-24, "2026-12-24 08:00" or 2026-12-24T08:00:00Z' })
}

function typed(flag: string, parse: () => number): number {
  try {
    return parse()
  } catch (thrown) {
    throw failure('USAGE', `--${flag}: ${asFailure(thrown, 'USAGE', 'it cannot be read').message}`, { next: flag === 'for' ? 'write it like 2h, 3d or 1d 12h' : 'write it like 2026-12-24, "2026-12-24 08:00" or 2026-12-24T08:00:00Z' })
  }
}
