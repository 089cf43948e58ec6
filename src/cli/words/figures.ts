/** `0.4 s`, `4 s`, `35 ms`, `1 min 5 s`, `3 h 2 min`: two figures are all that a person compares. */
export function durationOf(milliseconds: number): string {
  if (milliseconds < 100) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 9950) return `${Number((milliseconds / 1000).toFixed(1))} s`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return twoOf(seconds, 60, 'min', 's')
  if (seconds < 86_400) return twoOf(Math.round(seconds / 60), 60, 'h', 'min')
  return twoOf(Math.round(seconds / 3600), 24, 'd', 'h')
}

/** UTC, so that the text is the same wherever it is read: `2026-11-21 10:48:41 UTC`. */
export function timeOf(atMs: number): string {
  const at = new Date(atMs)
  if (Number.isNaN(at.getTime())) return 'at an unknown time'
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** `12.3 of 30.0 MiB (41 %)`, or `12.3 MiB` when the whole is not known. Three digits: a status line changes often enough. */
export function bytesOf(receivedBytes: number, sizeBytes: number | null): string {
  const whole = sizeBytes ?? receivedBytes
  const [unit, divisor] = whole >= 2 ** 30 ? ['GiB', 2 ** 30] as const : ['MiB', 2 ** 20] as const
  const digits = decimalsOf(whole / divisor)
  const received = (receivedBytes / divisor).toFixed(digits)
  if (sizeBytes === null || sizeBytes === 0) return `${received} ${unit}`
  const percent = Math.min(100, Math.floor((receivedBytes / sizeBytes) * 100))
  return `${received} of ${(sizeBytes / divisor).toFixed(digits)} ${unit} (${percent} %)`
}

function decimalsOf(amount: number): number {
  if (amount < 10) return 2
  return amount < 100 ? 1 : 0
}

function twoOf(amount: number, base: number, large: string, small: string): string {
  const rest = amount % base
  return rest === 0 ? `${amount / base} ${large}` : `${Math.floor(amount / base)} ${large} ${rest} ${small}`
}
