import { type Window, parseWindow } from '../../../src/formats/window.ts'
import type { Hold, Pin, Rules } from '../../../src/policy/standing.ts'
import { channelCalled } from '../../../src/release/channel.ts'
import { aHold, aPin, dayMs, hourMs, someRules } from '../a-standing.ts'
import { type Chance, chance } from './chance.ts'
import { ticksEveryMs } from './publisher.ts'

/** Something that its operator writes into its files, for a while. */
export interface Spell<Value> { readonly fromMs: number; readonly untilMs: number; readonly value: Value }
export interface FleetHost {
  readonly name: string
  readonly rules: Rules
  readonly zone: string
  readonly everyMs: number
  readonly offsetMs: number
  readonly pins: readonly Spell<Pin>[]
  readonly holds: readonly Spell<Hold>[]
  /** Powered off. */
  readonly off: readonly Spell<null>[]
}

/** None of them ends in an hour that comes twice, so the wall clock alone says whether one is open. Those that begin in a gap are asked of the table tests. */
const [always = [], ...weekly] = [
  [], [], ['Sat 00:00-06:00 Europe/Berlin'], ['Sun 01:00-07:00 Europe/Berlin'], ['Mon..Fri 22:00-04:00 America/New_York'], ['Sun 00:30-06:30 America/New_York'],
  ['03:00-09:00 Asia/Kolkata'], ['Sat,Sun 00:00-24:00'], ['Sun 02:00-03:00 Europe/Berlin', 'Wed 12:00-18:00 UTC'],
].map((texts) => texts.map((text) => parseWindow(text)))
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Tokyo'] as const

/** A host of its own kind: settings, habits and mishaps, all by chance. */
export function aFleetHost(number: number, beginMs: number): FleetHost {
  const luck = chance(number + 1)
  const spell = <Value>(value: Value, daysMax: number): Spell<Value> => {
    const fromMs = beginMs + luck.whole(6 * dayMs)
    return { fromMs, untilMs: fromMs + luck.whole(daysMax * dayMs), value }
  }
  const zone = luck.one(zones)
  const rules = rulesOf(luck, zone)
  const pins = luck.happens(0.12) === 'yes' ? [spell(aPin(luck.one(['2.0.0', '2.1.0', '2.1.0-beta.1', '3.1.0', '2.3.4']), { reason: 'by ticket' }), 5)] : []
  const holds = luck.happens(0.15) === 'yes' ? [heldFor(spell(null, 5))] : []
  const off = luck.happens(0.3) === 'yes' ? [spell(null, 4), spell(null, 2)] : []
  // A window of six hours is met once.
  const everyMs = rules.windows.length === 0 ? luck.one(ticksEveryMs) : 6 * hourMs
  return { name: `host-${number}`, rules, zone, everyMs, offsetMs: luck.whole(everyMs), pins, holds, off }
}

function rulesOf(luck: Chance, zone: string): Rules {
  const asked: readonly Window[] = luck.one([always, ...weekly])
  return someRules({
    channel: channelCalled(luck.one(['stable', 'stable', 'stable', 'stable', 'beta', 'nightly'])),
    minimumAgeMs: luck.one([0, 6 * hourMs, dayMs, 3 * dayMs]),
    rollout: luck.one(['honoured', 'honoured', 'ignored']),
    windows: asked.map((window) => (window.zone === null ? { ...window, text: `${window.text} (${zone})` } : window)),
    late: luck.one(['wait', 'catch-up']),
    auto: luck.one(['upgrade', 'upgrade', 'upgrade', 'upgrade', 'upgrade', 'upgrade', 'upgrade', 'check', 'no']),
  })
}

/** Half of them end by themselves; the others when somebody says `unhold`. */
function heldFor({ fromMs, untilMs }: Spell<null>): Spell<Hold> {
  return { fromMs, untilMs, value: aHold({ untilMs: fromMs % 2 === 0 ? untilMs : null, by: 'ann' }) }
}

export function during<Value>(spells: readonly Spell<Value>[], atMs: number): Spell<Value> | null {
  return spells.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs) ?? null
}
