/**
 * Wall clocks. A wall time is what a clock on the wall shows, as milliseconds since 1970 as if it were UTC: it says nothing of where the wall is.
 * Intl knows every zone of the IANA database, and is as deterministic as its tables.
 */
export type WallMs = number

/** What the wall shows at this instant. Whole seconds. */
export function wallAt(zone: string, atMs: number): WallMs {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of clockOf(zone).formatToParts(atMs)) part[type] = Number(value)
  const wall = new Date(0)
  // Not Date.UTC, which takes the year 99 for 1999.
  wall.setUTCFullYear(part.year ?? NaN, (part.month ?? NaN) - 1, part.day)
  return wall.setUTCHours(part.hour ?? NaN, part.minute, part.second, 0)
}

/**
 * The first instant at which the wall shows this time, or has passed it: in the hour that comes twice the first one, in the hour that never comes the end
 * of it.
 */
export function firstAt(zone: string, wall: WallMs): number {
  const { changeMs, beforeMs, afterMs } = changeAround(zone, wall)
  if (wall - beforeMs < changeMs) return wall - beforeMs
  return Math.max(changeMs, wall - afterMs)
}

/** The last instant up to which the wall has not passed this time: in the hour that comes twice the second one, in the hour that never comes its beginning. */
export function lastUntil(zone: string, wall: WallMs): number {
  const { changeMs, beforeMs, afterMs } = changeAround(zone, wall)
  if (wall - afterMs > changeMs) return wall - afterMs
  return Math.min(changeMs, wall - beforeMs)
}

interface Change { readonly changeMs: number; readonly beforeMs: number; readonly afterMs: number }

/** No wall was ever further from UTC than this: zones between -12 h and +14 h, local mean times up to 15:56 h (Manila, which was a day late). */
const farthestMs = 16 * 3_600_000

const dayMs = 24 * 3_600_000

/** The change of offset that bears on this wall time, and both offsets; one that never comes where the offset stays. */
function changeAround(zone: string, wall: WallMs): Change {
  const day = Math.floor(wall / dayMs)
  const key = `${zone} ${day}`
  const known = changes.get(key)
  if (known !== undefined) return known
  const found = changeIn(zone, { early: day * dayMs - farthestMs, late: (day + 1) * dayMs + farthestMs })
  if (changes.size >= changesMax) changes.clear()
  changes.set(key, found)
  return found
}

/** By halves. No zone changes twice within three days. */
function changeIn(zone: string, between: { readonly early: number; readonly late: number }): Change {
  let { early, late } = between
  const [beforeMs, afterMs] = [offsetMsAt(zone, early), offsetMsAt(zone, late)]
  if (beforeMs === afterMs) return { changeMs: Infinity, beforeMs, afterMs }
  while (late - early > 1000) {
    const middle = early + Math.floor((late - early) / 2000) * 1000
    if (offsetMsAt(zone, middle) === beforeMs) early = middle
    else late = middle
  }
  return { changeMs: late, beforeMs, afterMs }
}

function offsetMsAt(zone: string, atMs: number): number {
  return wallAt(zone, atMs) - Math.floor(atMs / 1000) * 1000
}

/** Asked again and again for the same few days; what the answer is depends on nothing else. */
const changes = new Map<string, Change>()
const changesMax = 10_000

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Making one costs a thousand times as much as asking it. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
  clocks.set(zone, made)
  return made
}
