import { posix } from 'node:path'
import { releasesIn } from '../../drivers/layouts/where.ts'
import { machine } from '../../host/machine.ts'
import { resolved } from '../../upgrade/live.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Request } from '../../upgrade/report.ts'
import type { Admitted } from '../../upgrade/run.ts'
import type { App } from '../app.ts'
import { unitsHere } from '../companions/units-in-release.ts'
import type { LiveState } from '../live.ts'
import { planFor } from '../planning.ts'

/** An app, what is live of it, and the plan of that. */
export interface AsIs { readonly app: App; readonly state: LiveState; readonly plan: Plan }

/**
 * The plan that would lay down once more what is live: gates can be asked of it before there is a release. Nothing travels with it. A file that is not live
 * yet is left out, unless none is: then the plan is that of the first release, of which nothing lies ready. It is never carried out.
 */
export async function planAsIs(app: App, { live }: LiveState): Promise<Plan> {
  const { layout, binaries } = app.settings
  const [first = binaries[0], ...others] = live === null ? binaries : binaries.filter(({ publicPath }) => (live.sha256.get(publicPath) ?? null) !== null)
  const files = await Promise.all([first, ...others].map(async ({ name, publicPath }) => ({
    name, path: await resolved(machine.disk, publicPath) ?? publicPath, sha256: live?.sha256.get(publicPath) ?? '', mode: 0o755,
  })))
  const directory = live?.directory ?? posix.join(releasesIn(layout, app.places.releases), 'first')
  const admitted: Admitted = { version: live?.version ?? 'first', sha256: live?.artifactSha256 ?? '', directory, grounds: [], files }
  const { units } = await unitsHere(app.settings, [])
  return planFor({ ...app, settings: { ...app.settings, binaries: [first, ...others], units } }, { transaction: 'doctor', live, admitted, request, letGo: [], companions: { planned: [], returning: [] } })
}

const request: Request = { way: 'on', version: null, channel: null, url: null, prefix: null, bundle: null, occasion: 'person', force: 'no', dryRun: 'yes', actor: 'doctor', reason: null }
