import { asFailure, failure } from '../../errors.ts'
import { parseDuration } from '../../formats/duration.ts'
import { parseWindow } from '../../formats/window.ts'
import type { EnableRequest } from '../../upgrade/unattended-report.ts'
import { askedApp } from '../asked-app.ts'
import { intervalMsMax, intervalMsMin } from '../limits.ts'
import { sayAnswer } from '../say.ts'
import { textOfDisabled, textOfEnabled } from '../screens/enabled.ts'
import { appArgument, type Call, given, givenAll, jsonOption, option, toggle, userOption, type Verb } from '../verb.ts'

export const enable: Verb = {
  name: 'enable',
  description: 'upgrade by itself from now on, by timer',
  story: 'Enables and starts the timer of the app, and what watches its pin file and its inbox. Each host has its own delay within the interval, drawn once, so that a thousand hosts do not ask at the same minute; '
    + 'a run that was missed while the machine was off is made up for. With windows nothing is changed outside of them; each of them has a run at its beginning, whatever the interval. '
    + 'Windows and --check-only are written into the settings (50-operator.toml), the rest into a drop-in of the timer. An interval or windows that are not named stay as they are. May be repeated.',
  arguments: [appArgument],
  options: [
    option('--interval', 'TIME', 'how often to look, from 5min to 31d; a day, unless it was said before', 'nothing'),
    { ...option('--window', 'WINDOW', "when daemons may be restarted, like 'Sat 02:00-05:00 Europe/Berlin'; 'none': at any time"), repeats: 'yes' },
    toggle('--check-only', 'look and report, but take nothing'),
    userOption,
    jsonOption,
  ],
  example: "app-upgrade enable jaco --interval 6h --window 'Sat 02:00-05:00 Europe/Berlin'",
  audience: 'people',
  run: async (call, world) => {
    const request = requestIn(call)
    const report = await world.enable(await askedApp(call, world), request)
    sayAnswer(call, world, report, () => textOfEnabled(report))
    return 0
  },
}

export const disable: Verb = {
  name: 'disable',
  description: 'upgrade no more by itself',
  story: 'Stops and disables what enable has started, and removes its drop-in. Pins, holds and windows stay, and so does a run that is under way. May be repeated.',
  arguments: [appArgument],
  options: [userOption, jsonOption],
  example: 'app-upgrade disable jaco',
  audience: 'people',
  run: async (call, world) => {
    const report = await world.disable(await askedApp(call, world))
    sayAnswer(call, world, report, () => textOfDisabled(report))
    return 0
  },
}

function requestIn(call: Call): EnableRequest {
  const interval = given(call, 'interval')
  return {
    everyMs: interval === null ? null : intervalIn(interval),
    windows: windowsIn(givenAll(call, 'window')),
    auto: call.switches.has('check-only') ? 'check' : 'upgrade',
  }
}

function intervalIn(text: string): number {
  const everyMs = asTyped(() => parseDuration(text))
  if (everyMs >= intervalMsMin && everyMs <= intervalMsMax) return everyMs
  throw failure('USAGE', `--interval ${text} is not from 5min to 31d`, { next: everyMs < intervalMsMin ? 'a source that is asked more often locks its hosts out' : "what is to be looked at so rarely needs no timer: 'app-upgrade check'" })
}

/** As they are written: what is stored is what was typed. */
function windowsIn(texts: readonly string[] | null): readonly string[] | null {
  if (texts?.includes('none') !== true) return texts?.map((text) => asTyped(() => parseWindow(text).text)) ?? null
  if (texts.length === 1) return []
  throw failure('USAGE', "--window none excludes every other window", { next: 'name the windows, or none' })
}

/** A mistake of whoever typed it, not of a file. */
function asTyped<T>(parse: () => T): T {
  try {
    return parse()
  } catch (thrown) {
    const { message, next } = asFailure(thrown, 'USAGE', 'it cannot be read')
    throw failure('USAGE', message, next === null ? {} : { next })
  }
}
