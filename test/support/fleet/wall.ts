import type { Window } from '../../../src/formats/window.ts'

const clocks = new Map<string, Intl.DateTimeFormat>()
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** Is one of the windows open, told from the wall clock alone? Written apart from `policy/when`, so that both cannot be wrong in the same way. */
export function isOpenByTheWall(windows: readonly Window[], atMs: number, zone: string): 'yes' | 'no' {
  return windows.length === 0 || windows.some((window) => isIn(window, wall(window.zone ?? zone, atMs))) ? 'yes' : 'no'
}

interface Wall { readonly day: number; readonly minute: number }

function isIn({ days: begins, fromMinute, toMinute }: Window, { day, minute }: Wall): boolean {
  if (toMinute > fromMinute) return begins.includes(day) && minute >= fromMinute && minute < toMinute
  return (begins.includes(day) && minute >= fromMinute) || (begins.includes((day + 6) % 7) && minute < toMinute)
}

function wall(zone: string, atMs: number): Wall {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  clocks.set(zone, clock)
  const [, day = '', hour = '', minute = ''] = /^(\w{3})\w*,? (\d\d):(\d\d)$/.exec(clock.format(atMs)) ?? []
  return { day: days.indexOf(day), minute: Number(hour) * 60 + Number(minute) }
}
