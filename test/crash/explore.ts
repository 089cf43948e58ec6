import type { Closed } from '../../src/upgrade/journal/entry.ts'
import { aHost, poweredUp, SimulatedHost, sideOf, type HostState, type Scenario } from '../support/a-host.ts'
import { aPlan } from '../support/a-plan.ts'
import { fates, fingerprint, withDigits } from '../support/power-cut.ts'
import { killedHalfway, tell, type Moment, type Product, type Told } from './history.ts'
import { violations } from './invariants.ts'

/** How many fates each cut is given: of the first, and of a second one during recovery. */
export interface Thoroughness { readonly first: number; readonly second: number }

export interface Violation { readonly history: string; readonly says: string }

/** What was tried, and what was found. `states`: fingerprints of disks as the power cut left them. */
export interface Explored { readonly states: Set<string>; histories: number; mixedInstants: number; readonly found: Violation[] }

/** One crash of a scenario: where, and what came of what was not synced. */
interface Crash { readonly history: string; readonly state: HostState; readonly when: 'live' | 'boot'; readonly told: Closed | null; readonly promised: string }

interface Bounds {
  readonly thoroughness: Thoroughness
  /** Stop after so many violations, or histories. */
  readonly enough?: number
  readonly historiesMax?: number
  /** The upgrade is not crashed before this effect: a broken variant that differs later dies no differently before. */
  readonly from?: number
  /** Live this one history again, as it was printed; without the name of the scenario. */
  readonly only?: string
}

export class Explorer {
  readonly explored: Explored = { states: new Set(), histories: 0, mixedInstants: 0, found: [] }
  readonly #scenario: Scenario
  readonly #product: Product
  readonly #thoroughness: Thoroughness
  readonly #seen = new Set<string>()
  readonly #enough: number
  readonly #historiesMax: number
  readonly #from: number
  readonly #only: string | null

  constructor(scenario: Scenario, product: Product, { thoroughness, enough = Infinity, historiesMax = Infinity, from = 0, only }: Bounds) {
    this.#scenario = scenario
    this.#product = product
    this.#thoroughness = thoroughness
    this.#enough = enough
    this.#historiesMax = historiesMax
    this.#from = from
    this.#only = only ?? null
  }

  /** Every crash of an upgrade, and every crash of the recovery from it. */
  async explore(start?: HostState): Promise<Explored> {
    const begin = start ?? await aHost(this.#scenario)
    const run = await this.#apply(begin)
    this.#look(run, 'apply')
    const told = run.result.closed
    this.#judge('apply', await violations(this.#scenario, run.host.state, { told, promised: '' }))
    for (const crash of this.#crashes(run.moments, { history: 'apply', told })) await this.#survive(crash, 'first')
    for (const [number, { effect }] of run.moments.entries()) {
      if (effect === null || !['create', 'copy', 'append'].includes(effect.kind) || number < this.#from || this.#isEnough || !this.#isWanted(`apply, kill in ${number}`)) continue
      const state = await killedHalfway(this.#scenario, begin, { act: (host) => this.#product.apply(host), at: number })
      await this.#survive({ history: `apply, kill in ${number}`, state, when: 'live', told: null, promised: '' }, 'first')
    }
    return this.explored
  }

  /** One kill of the upgrade, and every crash of the recovery from it. */
  async exploreKill(number: number): Promise<Explored> {
    const moment = (await this.#apply(await aHost(this.#scenario))).moments[number]
    if (moment !== undefined) await this.#survive({ history: `apply, kill before ${number}`, ...moment, when: 'live', told: null }, 'first')
    return this.explored
  }

  /** Recovers from one crash, looks at the world, and crashes the recovery at each of its effects. */
  async #survive(crash: Crash, order: 'first' | 'second'): Promise<void> {
    if (this.#isEnough) return
    this.explored.histories++
    if (crash.when === 'boot') this.explored.states.add(fingerprint(crash.state.disk))
    const atBoot = sideOf(aPlan(this.#scenario), crash.state.disk)
    if (atBoot === 'broken') this.#judge(crash.history, ['I2 a public path names no whole file'])
    let recovery: Told<readonly unknown[]>
    try {
      recovery = await this.#recover(crash)
    } catch (thrown) {
      return this.#judge(crash.history, [`recovery threw ${thrown instanceof Error ? thrown.stack : String(thrown)}`])
    }
    this.#look(recovery, crash.history)
    const after = recovery.host
    if (crash.when === 'boot' && aPlan(this.#scenario).units.some((unit) => unit.then === 'restart')) after.service.start()
    this.#judge(crash.history, await violations(this.#scenario, after.state, crash))
    if (after.side === 'old' && aPlan(this.#scenario).from !== null && !after.service.isWell) this.#judge(crash.history, ['no version runs'])
    await this.#recoverAgain(crash, after.state)
    if (order === 'second') return
    for (const next of this.#crashes(recovery.moments, { history: `${crash.history}, recovery`, told: crash.told })) await this.#survive(next, 'second')
  }

  async #recoverAgain(crash: Crash, state: HostState): Promise<void> {
    const again = await this.#recover({ ...crash, state })
    if (again.moments.length > 1) this.#judge(crash.history, [`I4 a second recovery did ${again.moments.length - 1} things, first '${again.moments[0]?.effect?.kind} ${again.moments[0]?.effect?.path}'`])
  }

  /** A kill keeps everything and leaves the machine running; a power cut keeps what luck wants, and stops the daemon. */
  * #crashes(moments: readonly Moment[], { history, told }: { readonly history: string; readonly told: Closed | null }): Iterable<Crash> {
    const limit = history === 'apply' ? this.#thoroughness.first : this.#thoroughness.second
    for (const [number, { state, effect, promised }] of moments.entries()) {
      if (history === 'apply' && number < this.#from) continue
      const before = effect === null ? told : null
      // Of the kills of a recovery that follows a kill, every fourth: nothing was lost, so they differ little.
      const isKilled = history === 'apply' || (history.startsWith('apply, kill') && number % 4 === 0)
      if (effect !== null && isKilled && this.#isWanted(`${history}, kill before ${number}`)) yield { history: `${history}, kill before ${number}`, state, when: 'live', told: null, promised }
      for (const { digits, state: disk } of this.#fates(state.disk, `${history}, power cut before ${number}`, limit)) {
        const crashed = poweredUp(this.#scenario, state, disk)
        const key = `${fingerprint(disk)} ${state.lease} ${state.daemon.data ?? ''} ${state.daemon.snapshot ?? ''} ${state.recorded ?? ''} ${before?.outcome ?? ''} ${promised.length}`
        if (this.#seen.has(key)) continue
        this.#seen.add(key)
        yield { history: `${history}, power cut before ${number} [${digits.join(' ')}]`, state: crashed, when: 'boot', told: before, promised }
      }
    }
  }

  #apply(state: HostState): Promise<Told<Awaited<ReturnType<Product['apply']>>>> {
    return tell(this.#scenario, state, { act: (host) => this.#product.apply(host), fateOf: (effect, number) => this.#product.meddle(effect, number, 'apply') })
  }

  #recover({ state, when, promised }: Crash): Promise<Told<readonly unknown[]>> {
    return tell(this.#scenario, state, { act: (host: SimulatedHost) => this.#product.recover(host, when), fateOf: (effect, number) => this.#product.meddle(effect, number, 'recover'), promised, later: 'yes' })
  }

  /** systemd may start the daemon at any moment: after every single effect whole files of one version are live. */
  #look({ instants }: Told<unknown>, history: string): void {
    const severalInPlace = this.#scenario.layout === 'in-place' && aPlan(this.#scenario).files.length > 1
    for (const { effect, side } of instants) {
      if (side === 'mixed') this.explored.mixedInstants++
      // Several files in place change one after the other: in the middle of a swap or a restore, and at no other time.
      if (side === 'mixed' && history === 'apply' && !effect.path.startsWith('/usr/bin/')) this.#judge(history, [`I2 after '${effect.kind} ${effect.path}' the live files are still mixed`])
      if (side === 'broken' || (side === 'mixed' && !severalInPlace)) this.#judge(history, [`I2 after '${effect.kind} ${effect.path}' the live files are ${side}`])
    }
  }

  #judge(history: string, says: readonly string[]): void {
    for (const one of says) this.explored.found.push({ history: `${this.#scenario.name}: ${history}`, says: one })
  }

  #fates(disk: HostState['disk'], history: string, limit: number): ReturnType<typeof fates> {
    if (this.#only === null) return fates(disk, limit)
    const digits = new RegExp(`^${escaped(history)} \\[([\\d ]*)\\]`).exec(this.#only)?.[1]?.split(' ').filter((one) => one !== '').map(Number)
    return digits === undefined ? [] : [{ digits, state: withDigits(disk, digits) }]
  }

  #isWanted(history: string): boolean {
    return this.#only === null || this.#only === history || this.#only.startsWith(`${history},`)
  }

  get #isEnough(): boolean {
    return this.explored.found.length >= this.#enough || this.explored.histories >= this.#historiesMax
  }
}

function escaped(text: string): string {
  return text.replace(/[[\]]/g, '\\$&')
}
