import type { TestContext } from 'node:test'
import type { Rules } from '../../src/policy/standing.ts'
import { machine } from '../../src/host/machine.ts'
import type { Listing } from '../../src/release/listing.ts'
import { keepSeen, merged, nothingSeen } from '../../src/upgrade/memory/seen.ts'
import { aLivedHost, type LivedHost } from './a-lived-host.ts'
import { hourMs, someRules } from './a-standing.ts'
import type { Happened } from './a-life.ts'

interface Thinking { readonly history?: readonly [string, ...Happened[]]; readonly rules?: Partial<Rules>; readonly listing: Listing | null; readonly agoMs?: number }

/** A host with a past, which has asked its source three hours ago. */
export async function aThinkingHost(t: TestContext, { history = ['1.0.0', '1.1.0'], rules = {}, listing, agoMs = 3 * hourMs }: Thinking): Promise<LivedHost> {
  const host = aLivedHost(t, history)
  if (listing !== null) await keepSeen(machine.disk, host.app.places.seen, merged(nothingSeen, listing, Date.now() - agoMs))
  return { ...host, app: { ...host.app, settings: { ...host.app.settings, units: [], policy: { ...host.app.settings.policy, ...someRules(rules) }, release: { minimumVersion: null, threshold: null, expiry: 'honoured' } } } }
}
