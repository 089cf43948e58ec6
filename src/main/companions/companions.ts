import type { PlannedCompanion } from '../../upgrade/plan.ts'
import type { Request } from '../../upgrade/report.ts'
import type { Admitted } from '../../upgrade/run.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'
import { companionsBack } from './companions-back.ts'
import { companionsOn } from './companions-on.ts'

/** `remarks`: what is to be said of them, one sentence each. */
export interface Companions { readonly planned: readonly PlannedCompanion[]; readonly remarks: readonly string[] }

/** What travels with the release that is taken, or with the one that is gone back to: only what changes. REFUSED where somebody's own work would be lost. */
export async function companionsFor(app: Pick<App, 'settings'>, state: LiveState, { admitted, request }: { readonly admitted: Admitted; readonly request: Request }): Promise<Companions> {
  const decided = request.way === 'back' ? await companionsBack(app, state, admitted, request) : await companionsOn(app, state, admitted)
  return { planned: decided.flatMap(({ planned }) => (planned === null ? [] : [planned])), remarks: decided.flatMap(({ remarks }) => remarks) }
}
