import { wallAt } from './zone.ts'

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** A moment to come or just passed, as people speak of it: `Sunday 2026-11-22 02:10 (Europe/Berlin)`. The zone is said because people read it elsewhere. */
export function momentIn(atMs: number, zone: string): string {
  if (Number.isNaN(new Date(atMs).getTime())) return 'at an unknown time'
  const wall = new Date(wallAt(zone, atMs))
  return `${days[wall.getUTCDay()]} ${wall.toISOString().slice(0, 16).replace('T', ' ')} (${zone})`
}

/** How long something lasts, in the two figures that a person compares: `3 h`, `2 d 4 h`, `5 min`. */
export function spanOf(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  if (minutes < 1) return `${Math.max(0, Math.floor(milliseconds / 1000))} s`
  if (minutes < 60) return `${minutes} min`
  return minutes < 48 * 60 ? twoOf(minutes, 60, 'h', 'min') : twoOf(Math.floor(minutes / 60), 24, 'd', 'h')
}

function twoOf(amount: number, base: number, large: string, small: string): string {
  const rest = amount % base
  return rest === 0 ? `${Math.floor(amount / base)} ${large}` : `${Math.floor(amount / base)} ${large} ${rest} ${small}`
}
