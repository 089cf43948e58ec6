import { hrtime } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bus } from './bus.ts'
import type { Event } from './connection.ts'
import { leftoversMs, reconnectPauseMs, transitionsMax, youngMs } from './limits.ts'
import { propertiesInterface, unitInterface } from './names.ts'
import { Queue } from './queue.ts'
import { propertiesIn, type Properties, type UnitState } from './unit-state.ts'
import { complete, readProperties, unitPath } from './units.ts'

/** `blind`: the manager cannot be reached now; the next sight comes when it can be again. */
export type Sight = { readonly kind: 'state'; readonly state: UnitState } | { readonly kind: 'blind'; readonly because: string }

/** The unit's state now, and after each change that systemd announces, until the signal aborts. Never throws. */
export async function* watchUnit(bus: Bus, name: string, signal: AbortSignal): AsyncGenerator<Sight, void, void> {
  while (!signal.aborted) {
    const because = yield* lookAndFollow(bus, name, signal)
    if (signal.aborted) return
    if (because !== null) yield { kind: 'blind', because }
    // Only after a failure: nothing announces that a bus is back.
    if (because !== null) await pause(reconnectPauseMs, undefined, { signal }).catch(() => {})
  }
}

/** One look and what follows it without a gap. Ends with null at a gap, or with the reason why it cannot see. */
async function* lookAndFollow(bus: Bus, name: string, signal: AbortSignal): AsyncGenerator<Sight, string | null, void> {
  const heard = new Queue<Change>(transitionsMax)
  let timer: NodeJS.Timeout | undefined
  // Nothing announces that the main process executes the daemon by now (a script or a wrapper takes its name late, on a busy machine after seconds),
  // nor that the last of an earlier run has gone.
  const seen = async (properties: Properties): Promise<Sight> => {
    const { state, elders } = await complete(bus, name, properties, { signal })
    clearTimeout(timer)
    if (elders || isYoung(state)) timer = setTimeout(() => heard.put('look'), leftoversMs)
    return { kind: 'state', state }
  }
  let path: string | null = null
  let stop = (): void => {}
  try {
    // Listening first: a change between the look and the first signal would be missed otherwise.
    stop = await bus.listen((event) => hear(event, path, heard))
    path = await unitPath(bus, name, { signal })
    // What was heard before the answer is older than the answer.
    const look = (): Promise<Properties> => readProperties(bus, name, { signal, answered: () => heard.clear() })
    let properties = await look()
    yield await seen(properties)
    for await (const change of heard.read(signal)) {
      // A dropped change may have been the one that matters: look again.
      if (change === 'gap' || heard.dropped > 0) return null
      properties = change === 'look' ? await look() : { ...properties, ...change }
      if (change !== 'look' && !(isLast in change)) continue
      // Up to systemd 253 a service that is about to be restarted is announced as `failed` first: asked, it never says so.
      // And what tells a stop that somebody asked for from a death, and from the half of a restart, is asked for all together.
      if (properties['ActiveState'] === 'failed' || properties['ActiveState'] === 'inactive') properties = await look()
      yield await seen(properties)
    }
    return null
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } finally {
    clearTimeout(timer)
    stop()
  }
}

function isYoung(state: UnitState): boolean {
  const nowUs = Number(hrtime.bigint() / 1000n)
  return state.mainPid !== 0 && nowUs - state.mainStartedUs < youngMs * 1000
}

/** What is heard: what changed, that something may have been missed, or that it is time to look. */
type Change = Properties | 'gap' | 'look'

/** Set by `hear`: systemd announces Service before Unit, so that both together are one consistent change. */
const isLast = '(last)'

function hear(event: Event, path: string | null, heard: Queue<Change>): void {
  if (event.kind === 'gap') return heard.put('gap')
  const { signal } = event
  if (signal.path !== path || signal.interface !== propertiesInterface || signal.member !== 'PropertiesChanged') return
  const [of, changed] = signal.body
  const properties = propertiesIn(changed, 'PropertiesChanged')
  heard.put(of === unitInterface ? { ...properties, [isLast]: true } : properties)
}
