import { posix } from 'node:path'
import { isFileOf } from '../../formats/unit-path.ts'
import { stoppedSince } from '../../upgrade/companions/laid-before.ts'
import type { PlannedCompanion } from '../../upgrade/plan.ts'
import type { Request } from '../../upgrade/report.ts'
import type { Admitted } from '../../upgrade/run.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'
import { theScope } from '../scope.ts'
import { companionsBack } from './companions-back.ts'
import { companionsOn } from './companions-on.ts'

/** `remarks`: what is to be said of them, one sentence each. `returning`: units that ran until their files went, and come back now. */
export interface Companions { readonly planned: readonly PlannedCompanion[]; readonly returning: readonly string[]; readonly remarks: readonly string[] }

/** What travels with the release that is taken, or with the one that is gone back to: only what changes. REFUSED where somebody's own work would be lost. */
export async function companionsFor(app: Pick<App, 'settings'>, state: LiveState, { admitted, request }: { readonly admitted: Admitted; readonly request: Request }): Promise<Companions> {
  const decided = request.way === 'back' ? await companionsBack(app, state, admitted, request) : await companionsOn(app, state, admitted)
  const planned = decided.flatMap((one) => (one.planned === null ? [] : [one.planned]))
  const returning = request.way === 'back' ? stoppedSince(state.records, admitted).filter((unit) => planned.some(({ path, newSha256 }) => newSha256 !== null && isFileOf(path, unit))) : []
  return { planned, returning, remarks: [...decided.flatMap(({ remarks }) => remarks), ...planned.filter(({ path }) => !returning.some((unit) => isFileOf(path, unit))).flatMap((one) => arrival(one, request.way)), ...planned.flatMap((one) => departure(one, planned, app.settings))] }
}

/** Which units run is the operator's to say: a release enables and starts none. */
function arrival({ path, newSha256, keptSha256 }: PlannedCompanion, way: Request['way']): readonly string[] {
  const unit = posix.basename(path)
  if (newSha256 === null || keptSha256 !== null || !isFileOf(path, unit) || unit.includes('@.')) return []
  return [way === 'on' ? `'${unit}' is new, and neither enabled nor started: '${theScope().systemctl} enable --now ${unit}'` : `'${unit}' is back, and not started: '${theScope().systemctl} start ${unit}'`]
}

/** What is named is stopped. Anything else goes on with what it has, until somebody stops it or the machine does. */
function departure({ path, newSha256 }: PlannedCompanion, planned: readonly PlannedCompanion[], { units }: App['settings']): readonly string[] {
  const unit = posix.basename(path)
  if (newSha256 !== null || !isFileOf(path, unit) || unit.includes('@.')) return []
  const isNamed = units.some(({ name }) => isFileOf(path, name))
  const comes = planned.some((other) => other.newSha256 !== null && isFileOf(other.path, unit))
  if (isNamed || comes) return []
  // systemd does not arm it again when it reads its file again.
  if (unit.endsWith('.timer')) return [`'${unit}' goes with its file, and fails by that; an undo would not start it again, for no [[unit]] names it`]
  return [`'${unit}' goes with its file, and is not stopped, for no [[unit]] names it: '${theScope().systemctl} stop ${unit}'`]
}
