import { momentIn } from '../../formats/moment.ts'
import type { Hold } from '../standing.ts'
import { type Objection, type Scales, type Subject, wait } from './rule.ts'

/** Stops everybody but --force. */
export function onHold({ listed: { version } }: Subject, { standing: { app, rules: { hold }, nowMs } }: Scales): Objection | null {
  return hold === null || isOver(hold, nowMs) ? null : wait(`${version} waits: ${heldText(hold)}`, hold.untilMs, `'app-upgrade unhold ${app}', or --force`)
}

/** A hold that has run out holds nothing. */
export function isOver({ untilMs }: Hold, nowMs: number): boolean {
  return untilMs !== null && untilMs <= nowMs
}

export function heldText({ untilMs, by, reason }: Hold): string {
  const until = untilMs === null ? '' : ` until ${momentIn(untilMs, 'UTC')}`
  return `upgrades are held${until}${by === null ? '' : ` by ${by}`}${reason === null ? '' : `: ${reason}`}`
}
