import type { Standing, Weighed } from './standing.ts'
import { against, againstForce, againstForceUnnamed } from './rules/against.ts'
import { tooYoung } from './rules/age.ts'
import { onHold } from './rules/hold.ts'
import { notMeantYet } from './rules/rollout.ts'
import { isPinned, type Objection, type Rule, type Scales, type Subject } from './rules/rule.ts'
import { beyondStopOver } from './rules/stop-over.ts'

/** What only time, or a publisher, or an `unhold` mends. */
const waits: readonly Rule[] = [tooYoung, notMeantYet, onHold]

/**
 * What this host thinks of one release: the same rules whether its bytes are known (the half that applies) or only its name (everybody who looks ahead).
 * The first rule against it decides; waits are added up, so that the answer is not "tomorrow" for something that is held until Friday.
 */
export function weigh(subject: Subject, scales: Scales): Weighed {
  const { version } = subject.listed
  const objection = objectionTo(subject, scales)
  return objection === null ? { version, verdict: 'take', because: takeText(subject, scales.standing), untilMs: null, next: null } : weighedAs(version, objection)
}

function weighedAs(version: string, { verdict, because, untilMs, next }: Objection): Weighed {
  return { version, verdict, because, untilMs, next }
}

/** Null: it may be taken. */
export function objectionTo(subject: Subject, scales: Scales): Objection | null {
  if (scales.standing.force === 'yes') return first(forced(subject, scales.standing), subject, scales)
  return first(against, subject, scales)
    ?? beyondStopOver(subject, scales, weigh)
    ?? together(waits.map((rule) => rule(subject, scales)).filter((one) => one !== null))
}

function forced({ sha256 }: Subject, { asked }: Standing): readonly Rule[] {
  return asked === null && sha256 === null ? againstForceUnnamed : againstForce
}

function first(rules: readonly Rule[], subject: Subject, scales: Scales): Objection | null {
  for (const rule of rules) {
    const objection = rule(subject, scales)
    if (objection !== null) return objection
  }
  return null
}

function together(objections: readonly Objection[]): Objection | null {
  const [one] = objections
  if (one === undefined) return null
  const moments = objections.map(({ untilMs }) => untilMs)
  return {
    ...one,
    because: objections.map(({ because }) => because).join('; '),
    // As long as one of them has no end that anybody knows, neither have all.
    untilMs: moments.includes(null) ? null : Math.max(...moments.filter((moment) => moment !== null)),
  }
}

function takeText(subject: Subject, standing: Standing): string {
  const { version } = subject.listed
  if (standing.force === 'yes') return `${version} is taken by force`
  if (standing.asked === version) return `${version} was asked for`
  if (isPinned(subject, standing)) return `${version} is pinned, and ${standing.live === null ? 'nothing' : standing.live.version} is live`
  return standing.live === null ? `nothing is live yet, and ${version} may be taken` : `${version} is newer than ${standing.live.version}, which is live, and may be taken`
}
