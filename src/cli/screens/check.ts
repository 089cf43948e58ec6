import type { CheckReport } from '../../upgrade/report.ts'
import { safe } from '../words/safe.ts'

/** One line, for a person or a monitor: the state first, then why. */
export function textOfCheck({ app, live, newest, verdict, reason }: CheckReport): string {
  const now = live === null ? 'nothing is live yet' : `${safe(live)} is live`
  return `${safe(app)}: ${states[verdict](safe(newest ?? 'no release'))} (${now}): ${safe(reason)}\n`
}

const states = {
  current: () => 'nothing newer',
  available: (newest) => `${newest} is available`,
  held: (newest) => `${newest} is held back`,
} as const satisfies Record<CheckReport['verdict'], (newest: string) => string>
