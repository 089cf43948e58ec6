import assert from 'node:assert/strict'
import { compareVersions, parseVersion } from '../../../src/release/version.ts'
import type { Weighed } from '../../../src/policy/standing.ts'
import type { Listed } from '../../../src/release/listing.ts'
import type { Look } from './life.ts'
import { isOpenByTheWall } from './wall.ts'

/** What one host went through, as its watcher remembers it: kept apart from everything that the host itself remembers. */
export interface Memory {
  readonly illBytes: Set<string>
  readonly illVersions: Set<string>
  readonly firstSeenMs: Map<string, number>
  /** Version and seed → the highest percentage at which it was not yet, and the lowest at which it was, meant. */
  readonly meantAt: Map<string, number>
  readonly looksMs: number[]
}

export const aMemory = (): Memory => ({ illBytes: new Set(), illVersions: new Set(), firstSeenMs: new Map(), meantAt: new Map(), looksMs: [] })

type Tried = NonNullable<Look['tried']>

/** Everything that must hold at every look of every host. Throws what does not, and where. */
export function mustHold(look: Look, memory: Memory): void {
  const { host, atMs, tried, offered } = look
  const where = `${host.name} at ${new Date(atMs).toISOString()}${tried === null ? '' : `, ${look.before.version} to ${tried.version}`}`
  if (offered !== null) for (const { version, unusable } of offered.listing.releases) if (unusable === null && !memory.firstSeenMs.has(version)) memory.firstSeenMs.set(version, atMs)
  canSayWhy(look, where)
  phasesOnlyGrow(look, memory, where)
  if (tried === null) assert.deepEqual(look.after, look.before, where)
  else maybeTried(look, { tried, memory, where })
  if (offered !== null) memory.looksMs.push(atMs)
}

interface Trial { readonly tried: Tried; readonly memory: Memory; readonly where: string }

function maybeTried(look: Look, trial: Trial): void {
  const { tried, memory, where } = trial
  const listed = look.offered?.listing.releases.find(({ version }) => version === tried.version)
  const pin = look.standing.rules.pin
  assert.ok(!memory.illBytes.has(tried.sha256) && !memory.illVersions.has(tried.version), `was found ill before: ${where}`)
  assert.equal(look.host.rules.auto, 'upgrade', `is switched off: ${where}`)
  assert.equal(look.standing.rules.hold, null, `is held: ${where}`)
  assert.equal(listed?.yanked ?? null, null, `was withdrawn: ${where}`)
  if (pin === null) assert.equal(listed?.unusable ?? null, null, `is not there yet: ${where}`)
  assert.notEqual(tried.version, look.before.version, `was live already: ${where}`)
  inItsWindow(look, trial)
  if (pin === null) unpinned(look, trial, listed)
  else assert.equal(tried.version, pin.version, `is pinned: ${where}`)
  assert.equal(look.after.sha256, tried.came === 'upgraded' ? tried.sha256 : look.before.sha256, where)
  if (tried.came === 'rolled-back') {
    memory.illBytes.add(tried.sha256)
    memory.illVersions.add(tried.version)
  }
}

function unpinned({ before, standing, atMs, offered }: Look, { tried, memory, where }: Trial, listed: Listed | undefined): void {
  const { minimumAgeMs, channel } = standing.rules
  const [from, to] = [parseVersion(before.version), parseVersion(tried.version)]
  assert.ok(compareVersions(to, from) > 0, `is older: ${where}`)
  assert.ok(atMs - (memory.firstSeenMs.get(tried.version) ?? atMs) >= minimumAgeMs, `is too young: ${where}`)
  const label = tried.version.split('-')[1]?.split('.')[0] ?? 'stable'
  assert.ok(label === 'stable' ? listed?.mark === 'none' || channel.name !== 'stable' : label === channel.name, `is in another channel: ${where}`)
  const passed = offered?.listing.releases.filter(({ stopOver, version }) => stopOver === 'yes' && compareVersions(version, from) > 0 && compareVersions(version, to) < 0)
  assert.deepEqual(passed, [], `jumps over a stop-over: ${where}`)
  assert.ok(Number.parseInt(tried.version, 10) < 100, `runs away: ${where}`)
}

/** By the wall, or as a latecomer who slept through all of the last window: told by going back from now, five minutes at a time. */
function inItsWindow({ host, atMs, permission }: Look, { memory, where }: Trial): void {
  if (isOpenByTheWall(host.rules.windows, atMs, host.zone) === 'yes') return
  assert.match(permission.because ?? '', /catches up/, `is outside of its windows: ${where}`)
  assert.equal(host.rules.late, 'catch-up', where)
  let insideMs = atMs
  while (isOpenByTheWall(host.rules.windows, insideMs, host.zone) === 'no') insideMs -= 300_000
  while (isOpenByTheWall(host.rules.windows, insideMs, host.zone) === 'yes') insideMs -= 300_000
  assert.ok((memory.looksMs.at(-1) ?? Infinity) <= insideMs + 300_000, `was awake in its last window: ${where}`)
}

/** At every moment: why it has moved, or why not. */
function canSayWhy({ permission, choice, tried, before }: Look, where: string): void {
  if (permission.kind !== 'act') assert.match(permission.because, /^\w.{20,}/, where)
  if (choice === null) return
  for (const { version, because, verdict, untilMs } of choice.weighed) {
    assert.ok(because.length > 15 && because.includes(version) && !/undefined|null|NaN|Invalid/.test(because), `${where}: ${because}`)
    assert.ok(verdict === 'wait' || untilMs === null, where)
  }
  assert.notEqual(choice.newest, null, where)
  if (permission.kind === 'act' && tried === null && choice.newest?.verdict === 'take') assert.match(choice.newest.because, /may be taken|is pinned/, where)
  assert.ok(choice.weighed.every(({ version, verdict }) => verdict !== 'take' || version !== before.version), where)
}

function phasesOnlyGrow({ host, standing, choice, offered }: Look, { meantAt }: Memory, where: string): void {
  if (choice === null || offered === null || host.rules.rollout === 'ignored') return
  for (const [index, { version, rolloutPercent, seed }] of offered.listing.releases.entries()) {
    const said: Weighed | undefined = choice.weighed.find((one) => one.version === version)
    const isMeant: ReturnType<typeof meant> = said === undefined ? null : meant(said)
    // Whoever pinned it need not be meant.
    if (rolloutPercent === null || isMeant === null || standing.rules.pin?.version === version) continue
    const key = `${version} ${seed ?? index}`
    const before: number | undefined = meantAt.get(key)
    assert.ok(isMeant === 'yes' || before === undefined || rolloutPercent < before, `was meant at ${before} % of ${version}, and is not at ${rolloutPercent} %: ${where}`)
    if (isMeant === 'yes') meantAt.set(key, Math.min(before ?? Infinity, rolloutPercent))
  }
}

/** Whether a host counts itself among those that are meant; null: something else is in the way, and it does not come to that. */
export function meant({ verdict, because }: Weighed): 'yes' | 'no' | null {
  if ((verdict !== 'wait' && verdict !== 'take') || because.includes('is reached only through')) return null
  return because.includes('is meant for') ? 'no' : 'yes'
}
