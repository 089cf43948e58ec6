import { unitKind } from '../../src/formats/unit-kind.ts'
import type { UnitState } from '../../src/policy/reading.ts'
import type { JobKind, Probe, Restarted, Service } from '../../src/upgrade/ports.ts'
import type { Behaviour } from './simulated-service.ts'

/** A unit by what systemd knows of it. `program` no: a unit of somebody else's, which no version of ours can make ill. */
export interface UnitWish { readonly name: string; readonly requires?: readonly string[]; readonly triggers?: readonly string[]; readonly program?: 'no'; readonly down?: 'yes'; readonly accepts?: 'yes' }

export interface SimulatedVersions { readonly onDisk: () => string; readonly behaves: (unit: string, version: string) => Behaviour }

/**
 * A service manager with several units that hang on each other, as far as an upgrade can tell: Requires= stops and restarts whoever requires a unit, a start
 * takes along what it requires, and a socket does not start under a running service. Every job is heard.
 */
export class SimulatedUnits implements Service {
  /** `restart a.service`, in order. */
  readonly jobs: string[] = []
  readonly #units: readonly UnitWish[]
  readonly #versions: SimulatedVersions
  readonly #runs = new Map<string, string | null>()
  readonly #starts = new Map<string, number>()

  constructor(units: readonly UnitWish[], versions: SimulatedVersions) {
    this.#units = units
    this.#versions = versions
    for (const { name, down } of units) {
      this.#runs.set(name, down === 'yes' ? null : 'old')
      this.#starts.set(name, 1)
    }
  }

  /** What each unit runs: `{ 'a.service': 'new' }`. */
  get runs(): Readonly<Record<string, string | null>> {
    return Object.fromEntries(this.#runs)
  }

  startsOf(name: string): number {
    return this.#starts.get(name) ?? 0
  }

  async state(name: string): Promise<UnitState> {
    return this.now(name)
  }

  now(name: string): UnitState {
    const [active, starts] = [this.#runs.get(name) !== null, this.startsOf(name)]
    const requiredBy = this.#requiring(name)
    const { triggers, accepts } = this.#wish(name)
    return {
      name, loadState: 'loaded', activeState: active ? 'active' : 'inactive', subState: active ? 'running' : 'dead', result: 'success',
      invocationId: String(starts).padStart(32, '0'), restarts: 0, mainPid: active && unitKind(name) === 'service' ? 100 + starts : 0, mainStatus: 0, mainStartedUs: starts,
      activeEnteredUs: starts, activeLeftUs: 0, unitFileState: 'enabled', needDaemonReload: 'no', statusText: '', executable: null,
      ...(requiredBy.length === 0 ? {} : { requiredBy }), ...(triggers === undefined ? {} : { triggers }), ...(accepts === undefined ? {} : { accepts }),
    }
  }

  async reload(): Promise<void> { this.jobs.push('reload') }
  async resetFailed(): Promise<void> {}
  async journalTail(): Promise<readonly string[]> { return [] }

  async job(name: string, what: JobKind): Promise<Restarted> {
    this.jobs.push(`${what} ${name}`)
    const hanging = what === 'restart' || what === 'reload-or-restart' ? this.#stop(name) : []
    if (what === 'stop') this.#stop(name)
    const result = what === 'stop' ? 'done' : this.#start(name)
    // Those that ran come back with it, and do not if it did not.
    for (const one of hanging) if (result === 'done') this.#start(one)
    return { result, downtimeMs: what === 'restart' && result === 'done' ? 7 : null }
  }

  /** Somebody or something else stops it. */
  takeDown(name: string): void {
    this.#stop(name)
  }

  #wish(name: string): UnitWish {
    const wish = this.#units.find((unit) => unit.name === name)
    if (wish === undefined) throw new Error(`no unit ${name}`)
    return wish
  }

  #requiring(name: string): readonly string[] {
    return this.#units.filter(({ requires = [] }) => requires.includes(name)).map((unit) => unit.name)
  }

  /** Answers which others ran, in the order in which they may start again. */
  #stop(name: string): readonly string[] {
    this.#runs.set(name, null)
    return this.#requiring(name).flatMap((one) => (this.#runs.get(one) === null ? [] : [one, ...this.#stop(one)]))
  }

  #start(name: string): 'done' | 'failed' | 'dependency' {
    if (this.#runs.get(name) !== null) return 'done'
    const { requires = [], triggers = [], program, accepts } = this.#wish(name)
    if (unitKind(name) === 'socket' && accepts === undefined && triggers.some((service) => this.#runs.get(service) !== null)) return 'failed'
    if (requires.some((one) => this.#start(one) !== 'done')) return 'dependency'
    const version = this.#versions.onDisk()
    this.#starts.set(name, this.startsOf(name) + 1)
    if (program !== 'no' && this.#versions.behaves(name, version) === 'fails') return 'failed'
    this.#runs.set(name, version)
    return 'done'
  }

  /** As a probe of the units, and one for each unit that says whether its program is well. */
  probes(): readonly Probe[] {
    const unit: Probe = { name: 'unit', readings: async function* (this: SimulatedUnits) { for (const { name } of this.#units) yield { kind: 'unit' as const, probe: 'unit', atMs: 1, unit: this.now(name) } }.bind(this) }
    const pulses = this.#units.filter(({ program }) => program !== 'no').map(({ name }): Probe => ({
      name: `pulse ${name}`,
      readings: async function* (this: SimulatedUnits) {
        const runs = this.#runs.get(name) ?? null
        const isWell = runs !== null && this.#versions.behaves(name, runs) === 'well'
        yield { kind: 'sample' as const, probe: `pulse ${name}`, atMs: 1, outcome: isWell ? 'well' as const : 'fatal' as const, detail: `${name} runs ${runs ?? 'nothing'}` }
      }.bind(this),
    }))
    return [unit, ...pulses]
  }
}
