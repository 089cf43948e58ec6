import { basename } from 'node:path'
import { aHost, type HostState, type Scenario, type SimulatedHost } from '../support/a-host.ts'
import type { Effect } from '../support/meddler.ts'
import { isUnsynced } from '../support/simulated-disk.ts'
import { Explorer, type Violation } from './explore.ts'
import { product, tell, type Product, type Told } from './history.ts'

/** One sync of one process: where in the code it is asked for, and how to live histories (at most so many) without it. */
export interface Sync { readonly site: string; readonly without: (historiesMax: number) => Promise<Violation | null> }

const thoroughness = { first: 8, second: 3 }

/** Every sync of an upgrade that finds anything to make durable, by its call path through src/: `durable.ts:38 < links.ts:79 < links.ts:50`. */
export async function syncsOfApply(scenario: Scenario, start: HostState): Promise<readonly Sync[]> {
  const found: Sync[] = []
  await tell(scenario, start, { act: (host) => product.apply(host), fateOf: collect(found, (number) => (historiesMax) => firstOf(new Explorer(scenario, lacking('apply', number), { thoroughness, enough: 1, historiesMax, from: number }).explore(start))) })
  return found
}

/** Every sync of the recoveries after a kill of the upgrade, at each of its effects. */
export async function syncsOfRecovery(scenario: Scenario): Promise<readonly Sync[]> {
  const found: Sync[] = []
  const { moments } = await applied(scenario)
  for (const [kill, { state }] of moments.entries()) {
    const without = (number: number) => (historiesMax: number) => firstOf(new Explorer(scenario, lacking('recover', number), { thoroughness, enough: 1, historiesMax }).exploreKill(kill))
    await tell(scenario, state, { act: (host) => product.recover(host, 'live'), fateOf: collect(found, without), later: 'yes' })
  }
  return found
}

/** Hosts on which an upgrade was killed right before a sync, and settled since: what it renamed is there, but perhaps not durable. */
export async function killedAndSettled(scenario: Scenario): Promise<readonly HostState[]> {
  const hosts: HostState[] = []
  for (const { state, effect } of (await applied(scenario)).moments) {
    if (effect === null || !effect.kind.startsWith('sync')) continue
    const { host } = await tell(scenario, state, { act: (one) => product.recover(one, 'live'), fateOf: () => ({ kind: 'go' }) })
    if (host.side === 'old') hosts.push(host.state)
  }
  return hosts
}

async function applied(scenario: Scenario): Promise<Told<unknown>> {
  return tell(scenario, await aHost(scenario), { act: (host) => product.apply(host), fateOf: () => ({ kind: 'go' }) })
}

/** The product on a machine where this one sync is claimed but does not happen. */
function lacking(process: 'apply' | 'recover', number: number): Product {
  return { ...product, meddle: (_, at, who) => ({ kind: who === process && at === number ? 'skip' : 'go' }) }
}

async function firstOf(explored: Promise<{ readonly found: readonly Violation[] }>): Promise<Violation | null> {
  return (await explored).found[0] ?? null
}

function collect(found: Sync[], without: (number: number) => Sync['without']): (effect: Effect, number: number, host: SimulatedHost) => { readonly kind: 'go' } {
  return (effect, number, host) => {
    if (effect.kind.startsWith('sync') && isUnsynced(host.disk.view, effect.path)) found.push({ site: `${effect.kind} of ${nameOf(effect)}: ${callPath()}`, without: without(number) })
    return { kind: 'go' }
  }
}

function nameOf({ path }: Effect): string {
  return path.endsWith('.jsonl') ? 'the journal' : path.replace(/acme\d/, 'acmeN').replace(/\/[^/]*\.jsonl/, '/the journal')
}

function callPath(): string {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 100
  const frames = (new Error().stack ?? '').split('\n')
  Error.stackTraceLimit = limit
  return frames.flatMap((frame) => (/\/src\/(.+?:\d+):\d+/.exec(frame) ?? []).slice(1)).map((place) => basename(place)).join(' < ')
}
