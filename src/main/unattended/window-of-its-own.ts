import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import type { Rules } from '../../policy/standing.ts'
import { timing } from '../../policy/when.ts'
import { startOnce } from '../../systemd/transient-timer.ts'
import type { UnattendedReport } from '../../upgrade/unattended-report.ts'
import { isWanted } from './is-wanted.ts'
import { localZone } from './local-zone.ts'
import { theBus } from '../service.ts'
import { dropInText, intervalIn, readDropIn } from './timer-drop-in.ts'
import { againTimerOf } from './unattended-units.ts'

/**
 * Windows that were written into the settings by hand, and that the timer has no times for: its one run of the day might never fall into them, and the host
 * would wait for ever without a word. So a run that finds them closed leaves a timer for their next opening.
 */
export async function nextWindow(app: string, rules: Pick<Rules, 'windows'>, { notes }: Pick<UnattendedReport, 'notes'>): Promise<Pick<UnattendedReport, 'againMs' | 'notes'>> {
  try {
    return { againMs: (await isWanted(app)) ? await wakeIn(app, rules) : null, notes }
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return { againMs: null, notes: [...notes, thrown.message] }
  }
}

/** In how long; null: that is not needed. */
async function wakeIn(app: string, { windows }: Pick<Rules, 'windows'>): Promise<number | null> {
  const nowMs = machine.clock.nowMs()
  const at = timing(windows, nowMs, localZone())
  if (at.kind === 'open' || at.opensMs === null || at.closesMs === null || (await hasTimes(app, windows))) return null
  const afterMs = at.opensMs - nowMs
  // As with the times that `enable` makes: never later than its middle.
  await startOnce(theBus(), { name: againTimerOf(app), description: `Next window of the unattended upgrade of ${app}`, afterMs, delayMs: (at.closesMs - at.opensMs) / 2 })
  return afterMs
}

async function hasTimes(app: string, windows: Rules['windows']): Promise<boolean> {
  const text = await readDropIn(app)
  const everyMs = intervalIn(text)
  return everyMs !== null && text === dropInText(app, everyMs, windows)
}
