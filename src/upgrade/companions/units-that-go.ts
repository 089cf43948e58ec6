import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { Plan } from '../plan.ts'

type Going = Pick<Plan, 'way' | 'app' | 'to' | 'units'>

/**
 * A path of the release that was misspelt in the settings, or a publisher who moved the unit files, looks like a release that has none any more. Every
 * service would be stopped, nothing would be left to watch, and the upgrade would call that well. Force does not pass it: nobody would judge what follows.
 */
export function refuseNothingLeft({ way, app, to, units }: Going): void {
  const services = units.filter(({ name }) => name.endsWith('.service'))
  if (way === 'back' || services.length === 0 || !services.every(({ then }) => then === 'stop')) return
  const names = services.map(({ name }) => quoted(name)).join(', ')
  throw failure('REFUSED', `version ${to.version} has no unit file for ${names} where [[file]] looks for it: each would be stopped, and nothing of '${app}' would run`, {
    next: `see where the release has them, and correct 'from' under [[file]]; or say missing = "keep" there, if they shall stay as they are`,
  })
}

/** One sentence for each unit that runs now and will not. */
export function whoGoes({ to, units }: Going): readonly string[] {
  return units.filter(({ then }) => then === 'stop').map(({ name }) => `unit ${quoted(name)} is stopped, and its file removed: ${to.version} does not have it any more`)
}
