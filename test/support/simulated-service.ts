import type { UnitState } from '../../src/policy/reading.ts'
import type { JobKind, Latch, Probe, Restarted, Service } from '../../src/upgrade/ports.ts'
import type { Meddler } from './meddler.ts'

/** One daemon: what it runs (null: it does not), and which start of it this is. */
export interface DaemonState {
  readonly runs: string | null
  readonly starts: number
  /** The unit files as the manager has them in memory, and as they were when the daemon was started. Absent: none travel. */
  readonly loaded?: string
  readonly startedUnder?: string
  /** Whose data it has, and of which there is a snapshot. Absent: nobody migrates any. */
  readonly data?: string
  readonly snapshot?: string
  /** What people have entered since. Absent: nothing; or it is lost. */
  readonly written?: 'since'
  /** Which life of the service manager this is (absent: the first), and the starts that are forgotten by now. */
  readonly life?: number
  readonly startsForgotten?: number
  /** It was stopped because somebody asked for that, we or a person: who, the manager does not say. Absent: it was not, or has been started since. */
  readonly stopped?: 'asked'
  /** Nobody can start it. Absent: everybody may. */
  readonly latch?: 'shut'
}
export type Behaviour = 'well' | 'fails' | 'ill'

export interface SimulatedDaemon {
  /** What would be executed by a start now. */
  readonly onDisk: () => string
  readonly behaves: (version: string) => Behaviour
  /** What the manager would read now. Null: no unit files travel. */
  readonly unitFiles: () => string | null
}

/** A service manager with one unit, whose every stop and start is an effect: the power may go between them. */
export class SimulatedService implements Service {
  state: (unit: string) => Promise<UnitState>
  daemon: DaemonState
  readonly #does: SimulatedDaemon
  readonly #meddler: Meddler
  /** So that the step has something to do, and its effect is among those at which the power goes. */
  #unitFiles: 'changed' | 'read' = 'changed'

  constructor(daemon: DaemonState, does: SimulatedDaemon, meddler: Meddler) {
    this.daemon = daemon
    this.#does = does
    this.#meddler = meddler
    this.state = async (unit) => this.now(unit)
  }

  now(unit: string): UnitState {
    const { runs, starts } = this.daemon
    const active = runs !== null
    return {
      name: unit, loadState: 'loaded', activeState: active ? 'active' : 'inactive', subState: active ? 'running' : 'dead', result: 'success',
      invocationId: starts === (this.daemon.startsForgotten ?? 0) ? '' : String(starts).padStart(32, '0'), restarts: 0, mainPid: active ? 100 + starts : 0, mainStatus: 0, mainStartedUs: starts,
      activeEnteredUs: starts, activeLeftUs: 0, unitFileState: 'enabled', needDaemonReload: this.#unitFiles === 'changed' ? 'yes' : 'no', statusText: '', executable: null,
      ...(this.daemon.stopped === undefined ? {} : { stopAsked: 'yes' as const }),
    }
  }

  async reload(): Promise<void> {
    await this.#effect('reload', () => { this.#unitFiles = 'read'; this.readUnits() })
  }

  /** Also what the first process of a machine does when it comes up, before anybody else does anything. */
  readUnits(): void {
    const loaded = this.#does.unitFiles()
    if (loaded !== null) this.daemon = { ...this.daemon, loaded }
  }

  async job(_unit = 'acme.service', what: JobKind = 'restart'): Promise<Restarted> {
    if (what !== 'start') await this.#effect('stop', () => this.stop())
    if (what === 'stop') return { result: 'done', downtimeMs: null }
    await this.#effect('start', () => this.start())
    return this.daemon.runs === null ? { result: 'failed', downtimeMs: null } : { result: 'done', downtimeMs: 7 }
  }

  /** Also by a person. */
  stop(): void {
    if (this.daemon.runs !== null) this.daemon = { ...this.daemon, runs: null, stopped: 'asked' }
  }

  start(): void {
    if (this.daemon.latch === 'shut') return
    const { stopped: _, ...daemon } = this.daemon
    const version = this.#does.onDisk()
    const { data, loaded } = this.daemon
    // The version before does not know what the new one has made of its data.
    const fails = this.#does.behaves(version) === 'fails' || (version === 'old' && data === 'new')
    this.daemon = { ...daemon, runs: fails ? null : version, starts: this.daemon.starts + 1, ...(loaded === undefined ? {} : { startedUnder: loaded }), ...(data === undefined ? {} : { data: version }) }
  }

  /** The operator's commands, which have an effect like any other. */
  async snapshot(): Promise<void> {
    await this.#effect('snapshot', () => { this.daemon = { ...this.daemon, ...(this.daemon.data === undefined ? {} : { snapshot: this.daemon.data }) } })
  }

  async restore(): Promise<void> {
    const { written: _, ...without } = this.daemon
    await this.#effect('restore', () => { this.daemon = { ...without, ...(this.daemon.snapshot === undefined ? {} : { data: this.daemon.snapshot }) } })
  }

  readonly latch: Latch = {
    life: async () => String(this.daemon.life ?? 1),
    state: async () => this.daemon.latch ?? 'open',
    shut: async () => {
      if (this.daemon.latch !== 'shut') await this.#effect('shut', () => { this.daemon = { ...this.daemon, latch: 'shut' } })
    },
    open: async () => {
      const { latch, ...without } = this.daemon
      if (latch === 'shut') await this.#effect('open', () => { this.daemon = without })
    },
  }

  async resetFailed(): Promise<void> {
    await this.#effect('resetFailed', () => {})
  }

  async journalTail(): Promise<readonly string[]> {
    return ['acme: unknown key in acme.conf']
  }

  get isWell(): boolean {
    return this.daemon.runs !== null && this.#does.behaves(this.daemon.runs) === 'well'
  }

  async #effect(kind: string, act: () => void): Promise<void> {
    const fate = await this.#meddler.before({ kind, path: 'acme.service' })
    if (fate.kind === 'fail') {
      const { failure } = await import('../../src/errors.ts')
      throw failure(fate.code, `cannot ${kind} 'acme.service'`)
    }
    act()
    this.#meddler.after({ kind, path: 'acme.service' })
  }
}

/** The same at boot: unit files are read again, but nothing is restarted, the manager starts the unit later in the same boot. */
export function deferring(service: SimulatedService): Service {
  return {
    state: async (unit) => service.now(unit),
    reload: () => service.reload(),
    job: async () => ({ result: 'deferred', downtimeMs: null }),
    resetFailed: async () => {},
    journalTail: async () => [],
  }
}

/** Sees the unit and whether it is well, once. */
export function pulseOf(service: SimulatedService): Probe {
  return {
    name: 'pulse',
    async *readings() {
      const atMs = 1
      yield { kind: 'unit', probe: 'unit', atMs, unit: service.now('acme.service') }
      yield { kind: 'sample', probe: 'pulse', atMs, outcome: service.isWell ? 'well' : 'fatal', detail: 'as told' }
    },
  }
}
