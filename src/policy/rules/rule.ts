import type { Listed, Listing } from '../../release/listing.ts'
import type { Version } from '../../release/version.ts'
import type { Occasion, Standing, Weighed } from '../standing.ts'

/** One release that is weighed. */
export interface Subject {
  readonly listed: Listed
  /** Lower-case hex; null: its bytes are not known before it is fetched. */
  readonly sha256: string | null
}
/** Everything that it is weighed against: this host, and all that the source lists. */
export interface Scales { readonly standing: Standing; readonly listing: Listing }

/** What stands against taking a release. Waits are added up; of everything else the first one decides. */
export interface Objection {
  readonly verdict: Exclude<Weighed['verdict'], 'take'>
  /** A sentence that begins with the version. */
  readonly because: string
  readonly untilMs: number | null
  readonly next: string | null
  /** `alarming`: no honest publisher or server does that, so somebody is told also by a run that had nothing to do. */
  readonly mood: 'calm' | 'alarming'
}
/** Null: this rule has nothing against it. */
export type Rule = (subject: Subject, scales: Scales) => Objection | null

export function no(because: string, next: string | null): Objection {
  return { verdict: 'no', because, untilMs: null, next, mood: 'calm' }
}

export function alarming(because: string, next: string): Objection {
  return { verdict: 'no', because, untilMs: null, next, mood: 'alarming' }
}

export function wait(because: string, untilMs: number | null, next: string | null): Objection {
  return { verdict: 'wait', because, untilMs, next, mood: 'calm' }
}

/** The one version that is meant; null: the newest that may be taken. */
export function meantVersion({ asked, rules }: Pick<Standing, 'asked' | 'rules'>): Version | null {
  return asked ?? rules.pin?.version ?? null
}

/** Somebody named this very release, so channel, age and rollout do not ask: a person, a pin, or whoever put its bundle into the inbox. */
export function isNamed({ listed }: Subject, standing: Standing): boolean {
  return standing.occasion === 'inbox' || listed.version === meantVersion(standing)
}

/** The operator wrote this version into the app's files, and nobody asks for another one now. */
export function isPinned({ listed }: Subject, { rules: { pin }, asked }: Standing): boolean {
  return listed.version === pin?.version && (asked === null || asked === pin.version)
}

/** Nobody sits there who could be asked. */
export function isUnattended(occasion: Occasion): boolean {
  return occasion !== 'person'
}
