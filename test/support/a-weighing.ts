import type { Objection, Rule, Scales, Subject } from '../../src/policy/rules/rule.ts'
import type { Rules, Standing } from '../../src/policy/standing.ts'
import type { Listed } from '../../src/release/listing.ts'
import { aListed, aListing, aStanding } from './a-standing.ts'

interface Weighing { readonly standing?: Partial<Standing>; readonly rules?: Partial<Rules>; readonly listed?: Partial<Listed>; readonly sha256?: string; readonly among?: readonly (string | Listed)[]; readonly tops?: Readonly<Record<string, string>> }

/** One release against one rule. */
export function objectionOf(rule: Rule, version: string, weighing: Weighing = {}): Objection | null {
  return rule(aSubject(version, weighing), someScales(weighing))
}

export function aSubject(version: string, { listed = {}, sha256 }: Pick<Weighing, 'listed' | 'sha256'> = {}): Subject {
  return { listed: aListed(version, listed), sha256: sha256 ?? null }
}

export function someScales({ standing = {}, rules = {}, among = [], tops = {} }: Weighing = {}): Scales {
  return { standing: aStanding(standing, rules), listing: aListing(among, tops) }
}
