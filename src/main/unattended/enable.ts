import { reloadManager } from '../../systemd/reload.ts'
import { forgetLastRun } from '../../systemd/unit-files.ts'
import type { EnabledReport, EnableRequest } from '../../upgrade/unattended-report.ts'
import { allOrNothing, type Part } from './all-or-nothing.ts'
import { openApp } from '../app.ts'
import { beginnersOf, disabling, enabling, givingAnInbox, needSystemd, remarks, starting, stopping } from './beginners.ts'
import { over } from './once-more.ts'
import { changing, readRulesFile } from './operator-rules.ts'
import { scheduleOf } from './schedule.ts'
import { theBus } from '../service.ts'
import { dropInText, intervalIn, readDropIn, writeDropIn } from './timer-drop-in.ts'
import { timerOf } from './unattended-units.ts'

const everyMsUsual = 24 * 60 * 60_000

/** Whoever reads unit files again after everything was taken back must come first, so that it is undone last. */
const readAgainAfterwards: Part = { do: async () => {}, undo: () => reloadManager(theBus()) }
const readAgain: Part = { do: () => reloadManager(theBus()), undo: async () => {} }

/** Lets upgrades begin by themselves. All of it, or nothing; what is so already stays untouched. */
export async function enableApp(app: string, request: EnableRequest): Promise<EnabledReport> {
  await needSystemd(app)
  const [units, rules, dropIn] = [await beginnersOf(app), await readRulesFile(app), await readDropIn(app)]
  const everyMs = request.everyMs ?? intervalIn(dropIn) ?? everyMsUsual
  // The windows are known only when the settings are written: the timer begins at theirs, whoever named them.
  const anew: string[] = []
  const written = async (): Promise<void> => {
    const text = dropInText(app, everyMs, (await openApp(app)).settings.policy.windows)
    if (text === dropIn) return
    anew.push(timerOf(app))
    await writeDropIn(app, text)
  }
  await allOrNothing([
    readAgainAfterwards,
    changing(app, request),
    { do: written, undo: () => writeDropIn(app, dropIn) },
    enabling(units),
    readAgain,
    givingAnInbox(app),
    starting(units, anew),
  ])
  const isNew = anew.length > 0 || (await readRulesFile(app)) !== rules || units.some(({ enabled, active }) => enabled === 'no' || active === 'no')
  return reportOf(app, { changed: isNew ? 'yes' : 'no', everyMs })
}

/** The opposite. What people want of releases (pins, holds, windows) stays as it is, and so does a run that is under way. */
export async function disableApp(app: string): Promise<EnabledReport> {
  await needSystemd(app)
  const [units, dropIn] = [await beginnersOf(app), await readDropIn(app)]
  const wasOn = dropIn !== null || units.some(({ enabled, active }) => enabled === 'yes' || active === 'yes')
  await allOrNothing([
    readAgainAfterwards,
    stopping(units),
    disabling(units),
    changing(app, null),
    { do: () => writeDropIn(app, null), undo: () => writeDropIn(app, dropIn) },
    readAgain,
  ])
  // When it is enabled again some day, nothing is to be made up for.
  await forgetLastRun(theBus(), timerOf(app))
  await over(app)
  return reportOf(app, { changed: wasOn ? 'yes' : 'no', everyMs: null })
}

async function reportOf(app: string, { changed, everyMs }: Pick<EnabledReport, 'changed' | 'everyMs'>): Promise<EnabledReport> {
  const { policy } = (await openApp(app)).settings
  const units = (await beginnersOf(app)).map(({ unit }) => unit)
  return { app, changed, units, everyMs, schedule: await scheduleOf(app, policy), notes: everyMs === null ? [] : await remarks() }
}
