import { choose } from '../../../src/policy/choose.ts'
import { decide } from '../../../src/policy/decide.ts'
import type { Candidate, Choice, Skip, Standing } from '../../../src/policy/standing.ts'
import { mayAct, type Permission } from '../../../src/policy/unattended.ts'
import { compareLabels } from '../../../src/release/version.ts'
import { firstSeen, merged, nothingSeen, type Seen } from '../../../src/upgrade/memory/seen.ts'
import { during, type FleetHost } from './fleet-host.ts'
import { type Offered, offeredAt, type Publisher } from './publisher.ts'

/** One look of one host: what it was, what it may, what it thought, and what it did. */
export interface Look {
  readonly host: FleetHost
  readonly atMs: number
  readonly before: Candidate
  readonly permission: Permission
  /** Null: it did not even look. */
  readonly offered: Offered | null
  readonly standing: Standing
  readonly choice: Choice | null
  /** What was put in place, and what came of it. Null: nothing was. */
  readonly tried: (Candidate & { readonly came: 'upgraded' | 'rolled-back' }) | null
  readonly after: Candidate
  /** When its last look was. */
  readonly lastLookMs: number | null
}

interface State { readonly live: Candidate; readonly skips: readonly Skip[]; readonly floor: string; readonly seen: Seen }

const beginning: State = { live: { version: '1.9.0', sha256: 'good-1.9.0' }, skips: [], floor: '1.9.0', seen: nothingSeen }

/** The life of one host, tick by tick, by the same functions that a real one calls. */
export function* lifeOf(host: FleetHost, publisher: Publisher, { beginMs, endMs }: { readonly beginMs: number; readonly endMs: number }): Generator<Look> {
  let state = beginning
  for (let atMs = beginMs + host.offsetMs; atMs < endMs; atMs += host.everyMs) {
    if (during(host.off, atMs) !== null) continue
    const look = looksAt(host, { atMs, state, offered: offeredAt(publisher, atMs) }, publisher.illBytes)
    yield look.look
    state = look.state
  }
}

interface Moment { readonly atMs: number; readonly state: State; readonly offered: Offered | null }

function looksAt(host: FleetHost, { atMs, state, offered }: Moment, illBytes: ReadonlySet<string>): { readonly look: Look; readonly state: State } {
  const rules = { ...host.rules, pin: during(host.pins, atMs)?.value ?? null, hold: during(host.holds, atMs)?.value ?? null }
  const lastLookMs = state.seen.lookedAtMs
  const permission = mayAct({ rules, occasion: 'timer', off: [], lastLookMs, nowMs: atMs, zone: host.zone })
  const looks = permission.kind !== 'rest' && offered !== null
  const seen = looks ? merged(state.seen, offered.listing, atMs) : state.seen
  const standing: Standing = { app: 'acme', rules, live: state.live, skips: state.skips, floor: state.floor, minimumVersion: null, firstSeen: firstSeen(seen, atMs), host: host.name, nowMs: atMs, occasion: 'timer', asked: null, force: 'no' }
  const choice = looks ? choose(seen, standing) : null
  const taken = looks && permission.kind === 'act' ? acquired(choice, offered, standing) : null
  const came = taken === null ? null : illBytes.has(taken.sha256) ? 'rolled-back' : 'upgraded'
  const after = came === 'upgraded' && taken !== null ? { ...state, live: taken, floor: higher(state.floor, taken.version) } : { ...state, skips: taken === null ? state.skips : [...state.skips, { ...taken, because: 'it was found ill' }] }
  const look: Look = { host, atMs, before: state.live, permission, offered: looks ? offered : null, standing, choice, tried: taken === null || came === null ? null : { ...taken, came }, after: after.live, lastLookMs }
  return { look, state: { ...after, seen } }
}

function higher(one: string, other: string): string {
  return (compareLabels(one, other) ?? 0) < 0 ? other : one
}

/** The best is fetched; then its bytes are known, and it is decided again. */
function acquired(choice: Choice | null, { listing, bytes }: Offered, standing: Standing): Candidate | null {
  const [best] = choice?.ranked ?? []
  if (best === undefined) return null
  const candidate = { version: best, sha256: bytes.get(best) ?? '' }
  return decide(candidate, listing, standing).kind === 'take' ? candidate : null
}
