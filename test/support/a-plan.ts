import type { Plan, PlannedFile } from '../../src/upgrade/plan.ts'
import { companionsTo } from './a-companion.ts'
import { digest } from './simulated-disk.ts'

export const aHome = '/opt/acme'
export const aState = '/var/lib/app-upgrade/acme'

/** What a test wants to be special about a plan. */
export interface PlanWishes {
  readonly transaction?: string
  readonly layout?: 'links' | 'in-place'
  readonly files?: number
  /** `ours`: upgraded before. `adopted`: put there by hand. `partly`: the last file is new in this release. `nothing`: a first install. */
  readonly from?: 'ours' | 'adopted' | 'partly' | 'nothing'
  /** `0.9.0`: back to a release that lies here since long ago; in place it is the one beside the files. */
  readonly to?: '2.0.0' | '0.9.0'
  /** Units travel with it: one changes, one is new, one goes. */
  readonly companions?: 'travel'
  /** It migrates the daemon's data when it starts, and says afterwards what is installed. `in use`: the snapshot is taken while the daemon runs. */
  readonly data?: 'migrated' | 'migrated in use'
}

export const aSnapshot = '/usr/bin/acme-snapshot'
export const aRestore = '/usr/bin/acme-restore'
const command = (program: string) => ({ argv: [program], user: null, timeoutMs: 1000 }) as const

export const contentOf = (version: string, index: number): Uint8Array => contents.get(`${version} ${index}`) ?? newContent(version, index)
const contents = new Map<string, Uint8Array>()
/** Longer than a page, so that it can be torn at every border. */
function newContent(version: string, index: number): Uint8Array {
  const content = Buffer.from(`${version} ${index} `.padEnd(5000, `${version}.${index};`))
  contents.set(`${version} ${index}`, content)
  return content
}

export function releasesOf(layout: 'links' | 'in-place'): string {
  return layout === 'links' ? `${aHome}/releases` : `${aState}/releases`
}

/** Version 1.0.0 to 2.0.0 of acme, or back to 0.9.0. The same wishes, the same plan: the crash tests ask ten times in each history. */
export function aPlan(wishes: PlanWishes = {}): Plan {
  const plan = plans.get(wishes) ?? newPlan(wishes)
  plans.set(wishes, plan)
  return plan
}
const plans = new WeakMap<PlanWishes, Plan>()

function newPlan({ transaction = '20261121T120000Z-000001', layout = 'links', files = 1, from = 'ours', to = '2.0.0', companions, data }: PlanWishes): Plan {
  const releases = releasesOf(layout)
  const running = { deadlineMs: 1000, steadyMs: 0, restartsMax: 0, before: [{ name: 'acme.service', invocationId: '1'.padStart(32, '0'), mainStartedUs: 1 }], probes: ['pulse'] }
  // What was never there does not run: the unit rests, and nobody is asked how it is.
  const rule = from === 'nothing' ? { ...running, before: [], probes: [] } : running
  const [first, ...rest] = Array.from({ length: files }, (_, index) => aPlannedFile(index, { releases, from, last: index === files - 1, to, layout }))
  if (first === undefined) throw new Error('a plan without files')
  return {
    schema: 1, transaction, app: 'acme', madeAtMs: 0, actor: 'a test', reason: null,
    from: from === 'nothing' ? null : { version: '1.0.0', artifactSha256: null, directory: `${releases}/1.0.0` },
    ...(to === '2.0.0' ? {} : { way: 'back' as const }),
    to: { version: to, artifactSha256: 'a'.repeat(64), directory: `${releases}/${to}` },
    files: [first, ...rest],
    ...(companions === undefined ? {} : { companions: companionsTo(`${releases}/${to}`, to) }),
    ...(data === undefined ? {} : { data: { undo: 'snapshot' as const, snapshot: command(aSnapshot), restore: command(aRestore), during: data === 'migrated' ? 'stopped' as const : 'running' as const }, buildInfo: { file: '/etc/acme/build.json', format: 'json' as const, values: { version: to } } }),
    layout: layout === 'links' ? { kind: 'links', home: aHome } : { kind: 'in-place' },
    units: [{ name: 'acme.service', restart: 'restart', then: from === 'nothing' ? 'rest' : 'restart' }],
    probes: [], coordination: { kind: 'alone' },
    health: rule, rollbackHealth: rule, restartTimeoutMs: 1000, keepReleases: 2, letGo: ['0.8.0', '0.9.0', '2.0.0'].filter((version) => version !== to).map((version) => `${releases}/${version}`),
  }
}

interface Shape { readonly releases: string; readonly from: string; readonly last: boolean; readonly to: string; readonly layout: 'links' | 'in-place' }

function aPlannedFile(index: number, { releases, from, last, to, layout }: Shape): PlannedFile {
  const name = `acme${index}`
  const isNew = from === 'nothing' || (from === 'partly' && last)
  const newPath = layout === 'in-place' && to === '0.9.0' ? `/usr/bin/${name}.prev` : `${releases}/${to}/${name}`
  return {
    name, publicPath: `/usr/bin/${name}`, newPath, newSha256: digest(contentOf(to, index)), mode: 0o755, uid: 0, gid: 0,
    keptSha256: isNew ? null : digest(contentOf('1.0.0', index)),
  }
}
