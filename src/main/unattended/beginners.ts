import { failure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { runUnitJob, type JobMethod } from '../../systemd/jobs.ts'
import { disableUnitFiles, enableUnitFiles, unitFileState } from '../../systemd/unit-files.ts'
import { readUnit } from '../../systemd/units.ts'
import { makeInbox } from '../../upgrade/inbox/inbox.ts'
import type { Part } from './all-or-nothing.ts'
import { refuseAsleep, theScope } from '../scope.ts'
import { hasSystemd, theBus } from '../service.ts'
import { unattendedUnits } from './unattended-units.ts'

/** A unit that begins runs by itself, as it stands now. */
export interface Beginner { readonly unit: string; readonly enabled: 'yes' | 'no'; readonly active: 'yes' | 'no' }

export async function beginnersOf(app: string): Promise<readonly Beginner[]> {
  return Promise.all(unattendedUnits(app).map(async (unit) => {
    const { activeState } = await readUnit(theBus(), unit)
    const state = await unitFileState(theBus(), unit)
    return { unit, enabled: state === 'enabled' ? 'yes' : 'no', active: activeState === 'inactive' || activeState === 'failed' ? 'no' : 'yes' } as const
  }))
}

/** Nothing begins by itself where nobody is there to begin it. */
export async function needSystemd(app: string): Promise<void> {
  if ((await hasSystemd()) === 'yes') return
  await refuseAsleep()
  throw failure('UNAVAILABLE', 'there is no systemd here whose timers could begin anything', { next: `let the scheduler of this machine call 'app-upgrade upgrade ${app}'` })
}

/** Links that make them start with the machine. Taken back: those that were not there. */
export function enabling(all: readonly Beginner[]): Part {
  const units = all.filter(({ enabled }) => enabled === 'no').map(({ unit }) => unit)
  return { do: () => unlessNone(units, enableUnitFiles), undo: () => unlessNone(units, disableUnitFiles) }
}

export function disabling(all: readonly Beginner[]): Part {
  const units = all.filter(({ enabled }) => enabled === 'yes').map(({ unit }) => unit)
  return { do: () => unlessNone(units, disableUnitFiles), undo: () => unlessNone(units, enableUnitFiles) }
}

async function unlessNone(units: readonly string[], act: typeof enableUnitFiles): Promise<void> {
  if (units.length > 0) await act(theBus(), units)
}

/** Its unit makes it as well, but a moment after it was started: whoever was told that it is enabled may put a bundle there at once. */
export function givingAnInbox(app: string): Part {
  return { do: () => makeInbox(machine.disk, theScope().places(app)), undo: async () => {} }
}

/** `anew`: those that run with other settings than they are to have now. */
export function starting(all: readonly Beginner[], anew: readonly string[]): Part {
  const [sleeping, stale] = [all.filter(({ active }) => active === 'no'), all.filter(({ unit, active }) => active === 'yes' && anew.includes(unit))]
  return {
    do: async () => {
      for (const { unit } of sleeping) await job('StartUnit', unit)
      // A timer that counts from its own start would otherwise go on counting from the old one, or never again.
      for (const { unit } of stale) await job('RestartUnit', unit)
    },
    undo: async () => {
      for (const { unit } of sleeping) await job('StopUnit', unit)
    },
  }
}

export function stopping(all: readonly Beginner[]): Part {
  const running = all.filter(({ active }) => active === 'yes')
  return {
    do: async () => { for (const { unit } of running) await job('StopUnit', unit) },
    undo: async () => { for (const { unit } of running) await job('StartUnit', unit) },
  }
}

async function job(method: JobMethod, unit: string): Promise<void> {
  const end = await runUnitJob(theBus(), method, unit, new AbortController().signal)
  if (end !== 'done' && end !== 'lost') throw failure('REFUSED', `unit '${unit}' could not be ${method === 'StopUnit' ? 'stopped' : 'started'}: ${end}`, { next: `read '${theScope().systemctl} status ${unit}'` })
}

/** What else somebody has to know for it to happen. */
export async function remarks(): Promise<readonly string[]> {
  const { name } = machine.facts.account()
  if (theScope().owner.uid === 0 || (await machine.disk.look(`/var/lib/systemd/linger/${name}`)) !== null) return []
  return [`only while '${name}' is logged in: 'loginctl enable-linger ${name}' makes it always`]
}
