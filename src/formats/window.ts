import { failure } from '../errors.ts'
import { quoted } from './printable.ts'

/** A time of the week in which daemons may be restarted. Minutes of the day by that zone's wall clock. */
export interface Window {
  /** 0 Sunday … 6 Saturday, on which it begins; ascending. */
  readonly days: readonly number[]
  readonly fromMinute: number
  /** Not after `fromMinute`: it ends on the next day. */
  readonly toMinute: number
  /** IANA name. Null: the zone of this machine. */
  readonly zone: string | null
  /** As it was written. */
  readonly text: string
}

/** By the wall clock; one that crosses a change of the clocks may be an hour shorter. */
export function windowLengthMs({ fromMinute, toMinute }: Pick<Window, 'fromMinute' | 'toMinute'>): number {
  return (toMinute > fromMinute ? toMinute - fromMinute : toMinute + 24 * 60 - fromMinute) * 60_000
}

const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const form = /^(?:(?<days>[A-Za-z]{3}(?:(?:,|\.\.)[A-Za-z]{3})*)\s+)?(?<from>\d\d:\d\d)-(?<to>\d\d:\d\d)(?:\s+(?<zone>[A-Za-z][A-Za-z0-9_+/-]{0,63}))?$/

/** Reads `Sat 02:00-05:00 Europe/Berlin`, `Mon..Fri 22:00-04:00`, `Sat,Sun 00:00-24:00 UTC`, `02:00-05:00`. DATA for everything else. */
export function parseWindow(text: string): Window {
  const written = form.exec(text.trim())?.groups
  if (written === undefined) throw wrong(text, "it is written like 'Sat 02:00-05:00 Europe/Berlin' or '22:00-04:00'")
  const { days, from = '', to = '', zone } = written
  const [fromMinute, toMinute] = [minuteOf(from, 23 * 60 + 59), minuteOf(to, 24 * 60)]
  if (fromMinute === null || toMinute === null) throw wrong(text, 'the hours of a day go from 00:00 to 24:00')
  if (fromMinute === toMinute) throw wrong(text, 'it ends when it begins; the whole day is 00:00-24:00')
  return { days: days === undefined ? [0, 1, 2, 3, 4, 5, 6] : daysOf(days, text), fromMinute, toMinute, zone: zone === undefined ? null : zoneOf(zone, text), text: text.trim() }
}

function daysOf(text: string, whole: string): readonly number[] {
  const days = text.split(',').flatMap((range) => {
    const [first = -1, last = first] = range.split('..').map((name) => dayNames.indexOf(name.toLowerCase()))
    if (first < 0 || last < 0) throw wrong(whole, `${quoted(range)} is not a day of the week`)
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, step) => (first + step) % 7)
  })
  return [...new Set(days)].toSorted((a, b) => a - b)
}

function minuteOf(text: string, max: number): number | null {
  const [hours = NaN, minutes = NaN] = text.split(':').map(Number)
  const minute = hours * 60 + minutes
  return minutes < 60 && minute <= max ? minute : null
}

/**
 * As its file is called. Intl finds `europe/berlin`, too; systemd looks for that very file, and passes over a calendar time whose zone it does not find: nothing would
 * begin in that window, and nobody would say so. Of another name of a zone (`us/pacific`) nobody says how it is spelled.
 */
function zoneOf(zone: string, text: string): string {
  const known = knownAs(zone)
  if (known === null) throw wrong(text, `there is no time zone ${quoted(zone)}`)
  if (known.toLowerCase() === zone.toLowerCase()) return known
  const isSpelled = zone.split('/').every((part) => /^[A-Z]/.test(part)) && (!zone.includes('/') || /[a-z]/.test(zone))
  if (isSpelled) return zone
  throw wrong(text, `the time zone ${quoted(zone)} is spelled otherwise; it is the same as ${known}`)
}

function knownAs(zone: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return null
  }
}

function wrong(text: string, why: string): Error {
  return failure('DATA', `${quoted(text, 80)} is not a time of the week: ${why}`, { next: 'Windows look like "Sat 02:00-05:00 Europe/Berlin", "Mon..Fri 22:00-04:00" or "02:00-05:00".' })
}
