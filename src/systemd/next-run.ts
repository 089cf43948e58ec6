import { hrtime } from 'node:process'
import type { Bus } from './bus.ts'
import type { Properties } from './unit-state.ts'
import { readProperties } from './units.ts'

/** What is known of a timer now. */
export interface TimerState {
  readonly loaded: 'yes' | 'no'
  readonly active: 'yes' | 'no'
  readonly enabled: 'yes' | 'no'
  /** By the wall clock, its delay included; null: it will not run. */
  readonly nextRunMs: number | null
}

/** Asks the manager about a timer. UNAVAILABLE when it cannot be reached; a timer without a file is no failure. */
export async function readTimer(bus: Bus, timer: string): Promise<TimerState> {
  return timerStateOf(await readProperties(bus, timer), { wallMs: Date.now(), monotonicUs: Number(hrtime.bigint() / 1000n) })
}

/** Both clocks at one moment. */
export interface Moment { readonly wallMs: number; readonly monotonicUs: number }

/** `NextElapseUSec…` of org.freedesktop.systemd1.Timer: 0 and 2^64-1 both mean never; whichever of the two comes first counts. */
export function timerStateOf(properties: Properties, now: Moment): TimerState {
  const active = properties['ActiveState'] === 'active'
  const [wallUs, monotonicUs] = [sometime(properties['NextElapseUSecRealtime']), sometime(properties['NextElapseUSecMonotonic'])]
  const times = [...(wallUs === null ? [] : [wallUs / 1000]), ...(monotonicUs === null ? [] : [now.wallMs + (monotonicUs - now.monotonicUs) / 1000])]
  return {
    loaded: properties['LoadState'] === 'loaded' ? 'yes' : 'no',
    active: active ? 'yes' : 'no',
    enabled: String(properties['UnitFileState'] ?? '').startsWith('enabled') ? 'yes' : 'no',
    nextRunMs: active && times.length > 0 ? Math.round(Math.min(...times)) : null,
  }
}

const neverUs = 0xffff_ffff_ffff_ffffn

function sometime(value: unknown): number | null {
  if (typeof value !== 'bigint' && typeof value !== 'number') return null
  const us = BigInt(value)
  return us === 0n || us === neverUs ? null : Number(us)
}
