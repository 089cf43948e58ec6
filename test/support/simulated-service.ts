import type { UnitState } from '../../src/policy/reading.ts'
import type { Probe, Restarted, Service } from '../../src/upgrade/ports.ts'
import type { Meddler } from './meddler.ts'

/** One daemon: what it runs (null: it does not), and which start of it this is. */
export interface DaemonState { readonly runs: string | null; readonly starts: number }
export type Behaviour = 'well' | 'fails' | 'ill'

export interface SimulatedDaemon {
  /** What would be executed by a start now. */
  readonly onDisk: () => string
  readonly behaves: (version: string) => Behaviour
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
      invocationId: starts === 0 ? '' : String(starts).padStart(32, '0'), restarts: 0, mainPid: active ? 100 + starts : 0, mainStatus: 0, mainStartedUs: starts,
      activeEnteredUs: starts, activeLeftUs: 0, unitFileState: 'enabled', needDaemonReload: this.#unitFiles === 'changed' ? 'yes' : 'no', statusText: '', executable: null,
    }
  }

  async reload(): Promise<void> {
    await this.#effect('reload', () => { this.#unitFiles = 'read' })
  }

  async job(): Promise<Restarted> {
    await this.#effect('stop', () => { this.daemon = { ...this.daemon, runs: null } })
    await this.#effect('start', () => this.start())
    return this.daemon.runs === null ? { result: 'failed', downtimeMs: null } : { result: 'done', downtimeMs: 7 }
  }

  start(): void {
    const version = this.#does.onDisk()
    this.daemon = { runs: this.#does.behaves(version) === 'fails' ? null : version, starts: this.daemon.starts + 1 }
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

/** The same at boot: nothing is restarted, the manager starts the unit later in the same boot. */
export function deferring(service: SimulatedService): Service {
  return {
    state: async (unit) => service.now(unit),
    reload: async () => {},
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
