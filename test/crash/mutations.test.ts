import assert from 'node:assert/strict'
import { aHost, type Scenario } from '../support/a-host.ts'
import { describe, test } from '../support/unwatched.ts'
import { mistakes, mistakesOfWhatTravels } from './broken.ts'
import { Explorer, type Violation } from './explore.ts'
import type { Product } from './history.ts'
import { isHeavy, scenarios } from './scenarios.ts'
import { killedAndSettled, syncsOfApply, syncsOfRecovery, type Sync } from './sync-sites.ts'

/** Who notices first is tried first; a mistake that nobody notices has been through all of them. */
const order = ['in-place, 1 file, ill', 'links, 1 file, an older one is still executed', 'links, 1 file adopted', 'in-place, 3 files']
/** Of syncs: those scenarios first in which the want of one is noticed soonest, if it is there at all. */
const soonest = ['links, 1 file adopted', 'in-place, 1 file, ill', 'in-place, 1 file, units travel, data are migrated', 'links, 1 file, units travel']
const ranked = [...named(order), ...scenarios.filter((one) => !order.includes(one.name) && !isHeavy(one))]

describe('every mistake is noticed', () => {
  const all = [
    ...Object.entries(mistakes).map(([mistake, broken]) => ({ mistake, broken, among: ranked })),
    ...Object.entries(mistakesOfWhatTravels).map(([mistake, { by, broken }]) => ({ mistake, broken, among: named([by]) })),
  ]
  for (const { mistake, broken, among } of all) {
    test(mistake, async (context) => {
      const noticed = await firstNotice(broken, among)
      context.diagnostic(noticed === null ? 'by nobody' : say(noticed))
      assert.notEqual(noticed, null, `nobody notices that ${mistake}`)
    })
  }
})

const sites = await syncsBySite()
describe('every sync is needed', () => {
  for (const [site, syncs] of sites) {
    test(site, async (context) => {
      const noticed = await firstNeed(syncs)
      context.diagnostic(noticed === null ? 'by nobody' : say(noticed))
      assert.notEqual(noticed, null, 'nobody misses it: remove it from the code')
    })
  }
})

async function firstNotice(broken: Product, among: readonly Scenario[]): Promise<Violation | null> {
  for (const scenario of among) {
    const { found } = await new Explorer(scenario, broken, { thoroughness: { first: 8, second: 2 }, enough: 1 }).explore()
    if (found[0] !== undefined) return found[0]
  }
  return null
}

/** Of a site that is passed often, a spread of 40 occurrences. First a few histories of each: one that is missed at once need not wait for one that never is. */
async function firstNeed(syncs: readonly Sync[]): Promise<Violation | null> {
  const stride = Math.ceil(syncs.length / 40)
  for (const historiesMax of [300, Infinity]) {
    for (const sync of syncs.filter((_, index) => index % stride === 0)) {
      const violation = await sync.without(historiesMax)
      if (violation !== null) return violation
    }
  }
  return null
}

async function syncsBySite(): Promise<ReadonlyMap<string, readonly Sync[]>> {
  const bySite = new Map<string, Sync[]>()
  const add = (syncs: readonly Sync[]): void => syncs.forEach((sync) => void bySite.set(sync.site, [...(bySite.get(sync.site) ?? []), sync]))
  for (const scenario of [...named(soonest), ...scenarios.filter((one) => !soonest.includes(one.name))]) add(await syncsOfApply(scenario, await aHost(scenario)))
  for (const scenario of named(['links, 1 file, ill', 'links, 1 file adopted', 'links, first install', 'in-place, 1 file', 'in-place, 1 file, ill'])) {
    add(await syncsOfRecovery(scenario))
    // Another upgrade, after one that was killed right before a sync: is what that one left behind durable?
    for (const host of await killedAndSettled(scenario)) add(await syncsOfApply({ ...scenario, transaction: '20261121T130000Z-000002' }, host))
  }
  return bySite
}

function named(names: readonly string[]): readonly Scenario[] {
  return names.flatMap((name) => scenarios.filter((one) => one.name === name))
}

function say({ history, says }: Violation): string {
  return `${history}: ${says}`
}
