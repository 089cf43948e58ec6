import { openLayout } from '../../src/drivers/layouts/table.ts'
import { failure } from '../../src/errors.ts'
import type { Clock, Disk, IsExecuted } from '../../src/host/types.ts'
import type { Journals } from '../../src/upgrade/journal/journal.ts'
import type { Plan } from '../../src/upgrade/plan.ts'
import type { Answer, Coordinator, Operator, Ports, Records } from '../../src/upgrade/ports.ts'
import { companionSide, readUnits, textOf } from './a-companion.ts'
import { aHome, aPlan, aRestore, aState, contentOf, releasesOf, type PlanWishes } from './a-plan.ts'
import { nobody, type Meddler } from './meddler.ts'
import { powerCut } from './power-cut.ts'
import { digest, emptyDisk, fileAt, SimulatedDisk, type DiskState } from './simulated-disk.ts'
import { deferring, pulseOf, SimulatedService, type Behaviour, type DaemonState } from './simulated-service.ts'

export interface Scenario extends PlanWishes { readonly name: string; readonly layout: 'links' | 'in-place'; readonly newVersion: Behaviour; readonly hardLinks?: 'refused'; /** A release that some process still executes, whatever is live. */ readonly stillRuns?: string }

/** The whole machine as a value. The fleet is another machine: no power cut of ours makes it forget. */
export interface HostState { readonly disk: DiskState; readonly daemon: DaemonState; readonly lease: 'held' | 'free'; /** What is said to be installed. Absent: nothing is. */ readonly recorded?: string }

/** `old` and `new` are whole versions; `mixed` are whole files of both; `nothing`: no public path names a file. */
export type Side = 'old' | 'new' | 'mixed' | 'nothing' | 'broken'

/** A machine that is running: one process of ours, alive until its meddler says otherwise. */
export class SimulatedHost {
  readonly plan: Plan
  readonly disk: SimulatedDisk
  readonly service: SimulatedService
  readonly journals: Journals
  readonly isExecuted: IsExecuted
  readonly #coordinator: Coordinator
  readonly #meddler: Meddler
  #recorded: string | undefined
  #lease: 'held' | 'free'

  constructor(scenario: Scenario, state: HostState, meddler: Meddler = nobody, nowMs = 0) {
    this.plan = aPlan(scenario)
    this.isExecuted = async (path) => (scenario.stillRuns !== undefined && path.includes(`/${scenario.stillRuns}/`) ? 'yes' : 'no')
    this.disk = new SimulatedDisk(state.disk, scenario.hardLinks === 'refused' ? withoutLinks(meddler) : meddler)
    this.#meddler = meddler
    this.#recorded = state.recorded
    const unitFiles = (): string | null => (this.plan.companions === undefined ? null : readUnits(this.plan.companions, this.disk.view))
    this.service = new SimulatedService(state.daemon, { onDisk: () => this.side, unitFiles, behaves: (side) => (side === 'old' ? 'well' : side === 'new' ? scenario.newVersion : 'fails') }, meddler)
    this.journals = { disk: this.disk, clock: { nowMs: () => nowMs }, directory: `${aState}/journals` }
    this.#lease = state.lease
    this.#coordinator = this.#fleet(meddler)
  }

  get state(): HostState {
    return { disk: this.disk.state, daemon: this.service.daemon, lease: this.#lease, ...(this.#recorded === undefined ? {} : { recorded: this.#recorded }) }
  }

  get side(): Side {
    return sideOf(this.plan, this.disk.view)
  }

  /** `boot`: before any unit is started. */
  ports(when: 'live' | 'boot', disk: Disk = this.disk): Ports {
    const service = when === 'boot' ? deferring(this.service) : this.service
    return { layout: openLayout(this.plan.layout, disk, this.isExecuted), service, probes: [pulseOf(this.service)], coordinator: this.#coordinator, operator: this.#operator, latch: this.service.latch, records: this.#records, clock, tell: () => {} }
  }

  get companionSide(): ReturnType<typeof companionSide> {
    return companionSide(this.plan.companions ?? [], this.disk.view)
  }

  readonly #operator: Operator = {
    run: async ({ argv: [program] }) => {
      await (program === aRestore ? this.service.restore() : this.service.snapshot())
      return { status: 0, output: '', trouble: null }
    },
    end: async () => {},
  }

  readonly #records: Records = {
    write: async ({ values }) => {
      if (this.#recorded === values['version']) return
      const fate = await this.#meddler.before({ kind: 'record', path: 'build info' })
      if (fate.kind === 'fail') throw failure(fate.code, 'cannot write the build info')
      this.#recorded = values['version']
      this.#meddler.after({ kind: 'record', path: 'build info' })
    },
  }

  #fleet(meddler: Meddler): Coordinator {
    const turn = async (lease: 'held' | 'free'): Promise<void> => {
      if (this.#lease === lease) return
      const fate = await meddler.before({ kind: lease, path: 'fleet' })
      if (fate.kind === 'fail') throw failure(fate.code, 'the fleet does not answer')
      this.#lease = lease
      meddler.after({ kind: lease, path: 'fleet' })
    }
    return {
      ask: async (): Promise<Answer> => turn('held').then(() => ({ kind: 'yes' })),
      done: () => turn('free'),
    }
  }
}

/** A file system without hard links, or a border between two of them (EXDEV). */
function withoutLinks(meddler: Meddler): Meddler {
  return {
    before: async (effect) => (effect.kind === 'link' ? { kind: 'fail', code: 'IO', afterBytes: 0 } : meddler.before(effect)),
    after: (effect) => meddler.after(effect),
  }
}

/** Time stands still: every verdict of the crash tests follows from readings alone. */
const clock: Clock = {
  nowMs: () => 1_700_000_000_000,
  monotonicMs: () => 1,
  deadline: () => new AbortController().signal,
  async *ticks() { yield 0 },
}

/** Which version the public paths name now. A path that leads nowhere is what it was before, if there was nothing before. */
export function sideOf(plan: Plan, disk: DiskState): Side {
  const found = plan.files.map((file) => {
    const content = fileAt(disk, file.publicPath)?.content
    return { file, sha256: content === undefined ? null : digest(content) }
  })
  if (found.every(({ file, sha256 }) => sha256 === file.newSha256)) return 'new'
  if (found.every(({ file, sha256 }) => sha256 === file.keptSha256)) return found.every(({ sha256 }) => sha256 === null) ? 'nothing' : 'old'
  return found.every(({ file, sha256 }) => sha256 === file.newSha256 || sha256 === file.keptSha256) ? 'mixed' : 'broken'
}

/** A host where 1.0.0 runs, with the leftovers of a long life: older releases, and unfinished work of a crash long ago. */
export async function aHost(scenario: Scenario): Promise<HostState> {
  const plan = aPlan(scenario)
  const disk = new SimulatedDisk(emptyDisk, nobody)
  const releases = releasesOf(scenario.layout)
  for (const version of ['0.8.0', '0.9.0', '2.0.0', ...(scenario.layout === 'links' && ['ours', 'partly'].includes(scenario.from ?? 'ours') ? ['1.0.0'] : [])]) {
    for (const [index, file] of plan.files.entries()) if (version !== '1.0.0' || file.keptSha256 !== null) await lay(disk, `${releases}/${version}/${file.name}`, contentOf(version, index))
  }
  for (const directory of ['/usr/bin', '/etc/systemd/system']) await makeDirectories(disk, directory)
  await makeDirectories(disk, aState)
  for (const [index, file] of plan.files.entries()) {
    if (scenario.layout === 'in-place') await leftovers(disk, file.publicPath, index)
    if (file.keptSha256 === null) continue
    if (scenario.layout === 'links' && scenario.from !== 'adopted') await disk.symlink(`${aHome}/current/${file.name}`, file.publicPath)
    else await lay(disk, file.publicPath, contentOf('1.0.0', index))
  }
  if (scenario.layout === 'links' && scenario.from !== 'adopted' && scenario.from !== 'nothing') await disk.symlink('releases/1.0.0', `${aHome}/current`)
  if (scenario.layout === 'links') await disk.symlink('releases/0.1.0', `${aHome}/current.upgrading`)
  for (const { name, path, newPath, keptSha256 } of plan.companions ?? []) {
    if (newPath !== null) await lay(disk, newPath, textOf(plan.to.version, name))
    if (keptSha256 !== null) await lay(disk, path, textOf('1.0.0', name))
  }
  const ran = scenario.from === 'nothing' ? { runs: null, starts: 0 } : { runs: 'old', starts: 1 }
  return { disk: powerCut(disk.state, () => 1), daemon: { ...ran, ...travelling(plan, disk.view), ...(scenario.data === undefined ? {} : { data: 'old' }) }, lease: 'free' }
}

function travelling({ companions }: Plan, disk: DiskState): Pick<DaemonState, 'loaded' | 'startedUnder'> {
  if (companions === undefined) return {}
  const loaded = readUnits(companions, disk)
  return { loaded, startedUnder: loaded }
}

/** After a power cut nothing runs, and the first process reads the unit files that are there before it starts anybody: us, too. */
export function poweredUp(scenario: Scenario, { daemon, ...state }: HostState, disk: DiskState): HostState {
  const { companions } = aPlan(scenario)
  const { latch: _, stopped: __, ...lasting } = daemon
  // The service manager remembers no run of an earlier life, and what keeps anybody from starting it ends with it.
  return { ...state, disk, daemon: { ...lasting, runs: null, life: (daemon.life ?? 1) + 1, startsForgotten: daemon.starts, ...(companions === undefined ? {} : { loaded: readUnits(companions, disk) }) } }
}

async function leftovers(disk: SimulatedDisk, path: string, index: number): Promise<void> {
  await lay(disk, `${path}.prev`, contentOf('0.9.0', index))
  await lay(disk, `${path}.kept`, contentOf('0.8.0', index))
  await lay(disk, `${path}.upgrading`, Buffer.from('half a fi'))
}

async function lay(disk: SimulatedDisk, path: string, content: Uint8Array): Promise<void> {
  await makeDirectories(disk, path.slice(0, path.lastIndexOf('/')))
  await disk.create(path, content, 0o755)
}

async function makeDirectories(disk: SimulatedDisk, path: string): Promise<void> {
  const parts = path.split('/').slice(1)
  for (const index of parts.keys()) await disk.makeDirectory(`/${parts.slice(0, index + 1).join('/')}`, 0o755)
}
