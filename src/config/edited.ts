import type { Hold, Pin } from '../policy/standing.ts'
import type { Settings } from './settings.ts'

type Said = Pick<Settings['policy'], 'pin' | 'hold' | 'channel'>

/**
 * What was said of this app meanwhile, for whoever asks why a run has stopped half-way: a pin, a hold and a channel are the edits that are made while
 * one runs, often because it runs. Null: something else was edited.
 */
export function saidMeanwhile(before: Said, now: Said): string | null {
  if (isOther(before.hold, now.hold)) return now.hold === null ? 'it is no longer held' : `it is held${by(now.hold)}`
  if (isOther(before.pin, now.pin)) return now.pin === null ? 'it is no longer pinned' : `it is pinned to ${now.pin.version}${by(now.pin)}`
  return before.channel.name === now.channel.name ? null : `it follows ${now.channel.name}`
}

const isOther = (before: Pin | Hold | null, now: Pin | Hold | null): boolean => JSON.stringify(before) !== JSON.stringify(now)

function by({ by: who, reason }: Pick<Pin, 'by' | 'reason'>): string {
  return `${who === null ? '' : ` by ${who}`}${reason === null ? '' : ` (${reason})`}`
}
