import type { Pin } from '../standing.ts'
import { no, type Objection, type Scales, type Subject } from './rule.ts'

/** Exactly the pinned version, also for a person: who wants another one says `unpin`, or --force. */
export function otherThanPinned({ listed: { version } }: Subject, { standing: { app, rules: { pin } } }: Scales): Objection | null {
  if (pin === null || pin.version === version) return null
  return no(`${version} is not taken: ${pinnedText(pin)}`, `${undoing(pin, app)}, or --force`)
}

/** The verb cannot undo what configuration management wrote, and whoever is told of it at night would try. */
function undoing({ by }: Pin, app: string): string {
  return by?.startsWith('/') === true ? `change '${by}'` : `'app-upgrade unpin ${app}'`
}

export function pinnedText({ version, by, reason }: Pin): string {
  return `${version} is pinned${by === null ? '' : ` by ${by}`}${reason === null ? '' : `: ${reason}`}`
}

/** Somebody asks for one version, so it is no other. */
export function otherThanAsked({ listed: { version } }: Subject, { standing: { asked } }: Scales): Objection | null {
  return asked === null || asked === version ? null : no(`${version} is not the version that was asked for, ${asked}`, null)
}
