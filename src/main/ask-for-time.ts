import { clock } from '../host/clock.ts'
import { restartsBySomebodyMax } from '../policy/limits.ts'
import type { HealthRule } from '../policy/reading.ts'
import { notify } from '../systemd/notify.ts'
import type { Plan } from '../upgrade/plan.ts'

/** For what has no limit of its own: reading through a release, hashing, syncing a slow disk. */
const slackMs = 15 * 60_000

/**
 * Tells systemd that this process may take so long from now on, whatever its unit's timeouts say (EXTEND_TIMEOUT_USEC, sd_notify(3)). The app's
 * file may allow more than a unit's author could guess, and a run that is killed in the middle of its watch takes a healthy version back.
 */
export async function askForTime(milliseconds: number): Promise<void> {
  untilMs = clock.monotonicMs() + milliseconds + slackMs
  await tellStatus(null)
}
let untilMs: number | null = null

/** The status line, and what is left of the time that was asked for: a daemon-reload, our own too, makes systemd forget that it was (seen in 252). */
export async function tellStatus(status: string | null): Promise<void> {
  const leftMs = untilMs === null ? 0 : untilMs - clock.monotonicMs()
  await notify({ ...(status === null ? {} : { status }), ...(leftMs > 0 ? { extendTimeoutMs: leftMs } : {}) })
}

/** The longest that a transaction can take, onwards and all the way back. */
export function longestMs(plan: Pick<Plan, 'units' | 'dependents' | 'restartTimeoutMs' | 'health' | 'rollbackHealth' | 'data'>): number {
  const { units, restartTimeoutMs, health, rollbackHealth } = plan
  return dataMs(plan) + units.length * (restartMs(restartTimeoutMs, health) + restartMs(restartTimeoutMs, rollbackHealth)) + watchMs(health) + watchMs(rollbackHealth) + betweenMs(plan)
}

/** Each unit is watched alone before the next is restarted, on both ways; who hangs on them is started after the restarts and after the watch. */
function betweenMs({ units, dependents = [], restartTimeoutMs, health, rollbackHealth }: Parameters<typeof longestMs>[0]): number {
  const readyMs = units.reduce((sum, { ready }) => (ready === undefined ? sum : sum + [health, rollbackHealth].reduce((both, rule) => both + watchMs({ ...rule, steadyMs: ready.steadyMs }), 0)), 0)
  return readyMs + 4 * dependents.length * restartTimeoutMs
}

/** The snapshot and its way back, and what is stopped for them. */
function dataMs({ units, restartTimeoutMs, data }: Pick<Plan, 'units' | 'restartTimeoutMs' | 'data'>): number {
  if (data?.undo !== 'snapshot') return 0
  return data.snapshot.timeoutMs + data.restore.timeoutMs + 2 * units.length * restartTimeoutMs
}

/** A unit that reports progress while it starts is waited for longer, up to the cap (upgrade/steps/patience). */
function restartMs(restartTimeoutMs: number, { deadlineMaxMs = 0 }: HealthRule): number {
  return Math.max(restartTimeoutMs, deadlineMaxMs)
}

/**
 * Progress moves the deadline up to its cap; whoever restarts the daemon begins it anew; a streak that begins right before it is waited for, and its
 * probes are heard once more (policy/health).
 */
function watchMs({ deadlineMs, deadlineMaxMs = 0, steadyMs }: HealthRule): number {
  return Math.max(deadlineMs, deadlineMaxMs) + restartsBySomebodyMax * deadlineMs + 2 * steadyMs
}
