import type { Candidate, Rules, Skip, Standing } from '../../policy/standing.ts'
import type { Version } from '../../release/version.ts'
import { knownSeenMax, knownSkipsMax, listedTextCharactersMax } from '../limits.ts'
import { record, whole } from './listing-json.ts'
import type { Wanted } from '../ports.ts'
import type { Request } from '../report.ts'

/**
 * What only the owner's half knows of this host and the other one needs to choose by. It travels with the wish; no secret is in it. The rules are
 * not: both halves read them from the app's files, each for itself.
 */
export interface Known {
  readonly live: Candidate | null
  readonly skips: readonly Skip[]
  readonly floor: string | null
  readonly firstSeen: Readonly<Record<string, number>>
  /** Different on every machine and stable on each; not the machine id, and nothing can be told of that from it. */
  readonly host: string
  /** `no`: what there is shall be looked at, and nothing fetched. */
  readonly fetches: 'yes' | 'no'
}

/** A half that nobody told anything: somebody started its unit by hand. What it fetches then, the other half weighs when its time comes. */
export const nothingKnown = (host: string): Known => ({ live: null, skips: [], floor: null, firstSeen: {}, host, fetches: 'yes' })

interface Occasion { readonly app: string; readonly rules: Rules; readonly minimumVersion: Version | null; readonly wanted: Wanted; readonly request: Pick<Request, 'occasion' | 'force'>; readonly nowMs: number }

/** All of it together, as the policy asks for it. The same for both halves. */
export function standingOf({ live, skips, floor, firstSeen, host }: Known, { app, rules, minimumVersion, wanted, request, nowMs }: Occasion): Standing {
  return { app, rules, live, skips, floor, minimumVersion, firstSeen: new Map(Object.entries(firstSeen)), host, nowMs, occasion: request.occasion, asked: wanted.version, force: request.force }
}

/** Of a size that a wish may have: the latest are what is chosen among. */
export function short(known: Known): Known {
  return {
    ...known,
    skips: known.skips.slice(-knownSkipsMax).map((skip) => ({ ...skip, because: skip.because.slice(0, listedTextCharactersMax) })),
    firstSeen: Object.fromEntries(Object.entries(known.firstSeen).slice(0, knownSeenMax)),
  }
}

/** Throws what is wrong with it. */
export function knownFrom(value: unknown): Known {
  const said = record(value)
  const { live, skips, firstSeen, host, fetches, floor } = said
  if (!Array.isArray(skips) || typeof host !== 'string' || (fetches !== 'yes' && fetches !== 'no')) throw new Error('it has another shape')
  return {
    live: live === null ? null : candidateFrom(record(live)),
    skips: skips.map((one) => skipFrom(record(one))),
    floor: floor === null ? null : text(floor),
    firstSeen: Object.fromEntries(Object.entries(record(firstSeen)).map(([version, atMs]) => [version, whole(atMs) ?? 0])),
    host, fetches,
  }
}

function candidateFrom({ version, sha256 }: Readonly<Record<string, unknown>>): Candidate {
  return { version: text(version), sha256: text(sha256) }
}

function skipFrom({ version, sha256, because }: Readonly<Record<string, unknown>>): Skip {
  return { version: text(version), sha256: sha256 === null ? null : text(sha256), because: text(because) }
}

function text(value: unknown): string {
  if (typeof value === 'string') return value
  throw new Error('a text in it is none')
}
