import { durationOf } from './figures.ts'
import type { Fetching } from './progress-text.ts'

const width = 20

/** `[########------------]  41 %  12.3 of 30.0 MiB  9 s left  fetching jaco-v0.2.0-linux-amd64.tar.gz` */
export function barOf(fetching: Fetching, elapsedMs: number): string {
  if (fetching.percent === null) return `${fetching.amount}  ${fetching.what}`
  const filled = Math.floor((fetching.percent / 100) * width)
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}]`
  const left = leftText(fetching.percent, elapsedMs)
  return `${bar} ${String(fetching.percent).padStart(3)} %  ${fetching.amount}  ${left}${fetching.what}`
}

/** Told only once there is enough to judge by: an estimate from the first packets is a lie. */
function leftText(percent: number, elapsedMs: number): string {
  if (percent < 3 || percent >= 100 || elapsedMs < 500) return ''
  return `${durationOf(Math.max(1000, Math.round((elapsedMs / percent) * (100 - percent) / 1000) * 1000))} left  `
}
