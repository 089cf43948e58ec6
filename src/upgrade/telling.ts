import { isFailure } from '../errors.ts'
import type { Clock, Disk } from '../host/types.ts'
import type { FinalEvent } from './final-events.ts'
import { untoldMsMax } from './limits.ts'
import { noteTaken, type SpooledMessage, unspool, type Waiting, waitingIn } from './spool.ts'

/** Somebody who wants to be told. `key` stays the same from one process to the next. */
export interface Listener {
  readonly key: string
  readonly called: string
  wants(event: FinalEvent): boolean
  /** UNAVAILABLE, IO, TEMPORARY: to be asked again later. Any other failure is the end of this message. */
  tell(message: SpooledMessage, signal: AbortSignal): Promise<void>
}

/** What became of one message at one listener. `later`: it waits in the spool. `lost`: it is not tried again. */
export interface Told { readonly id: string; readonly event: FinalEvent; readonly called: string; readonly how: 'taken' | 'later' | 'lost'; readonly because: string | null }

export interface TellTools {
  readonly disk: Disk
  readonly clock: Pick<Clock, 'nowMs'>
  readonly directory: string
  readonly listeners: readonly Listener[]
  /** Aborted: what is being told is told to its end, and nothing new is begun. */
  readonly stop: AbortSignal
  readonly said: (told: Told) => Promise<void>
}

/**
 * Tells each listener, in order, of what waits for it. One that cannot be told now is not asked about what came later, for it shall hear things in the
 * order in which they happened; the others do not wait for it. Answers how many messages are left.
 */
export async function tellAll(tools: TellTools): Promise<number> {
  const waiting = await waitingIn(tools.disk, tools.directory)
  const deaf = new Set<string>()
  let left = 0
  for (const one of waiting) left += (await tellOne(tools, one, deaf)) === 'left' ? 1 : 0
  return left
}

async function tellOne(tools: TellTools, { message, taken }: Waiting, deaf: Set<string>): Promise<'left' | 'gone'> {
  const done = new Set(taken)
  const owing = tools.listeners.filter((one) => one.wants(message.event) && !done.has(one.key))
  for (const listener of owing) {
    if (tools.stop.aborted) return 'left'
    const how = await tellListener(tools, { message, listener, deaf })
    if (how === 'later') continue
    done.add(listener.key)
    // Before anything else is tried: whatever dies now, this one has heard it.
    await noteTaken(tools.disk, tools.directory, { id: message.id, taken: [...done] })
  }
  if (owing.some(({ key }) => !done.has(key))) return 'left'
  await unspool(tools.disk, tools.directory, message.id)
  return 'gone'
}

interface Telling { readonly message: SpooledMessage; readonly listener: Listener; readonly deaf: Set<string> }

async function tellListener(tools: TellTools, { message, listener, deaf }: Telling): Promise<Told['how']> {
  const { id, event } = message
  const say = async (how: Told['how'], because: string | null): Promise<Told['how']> => {
    await tools.said({ id, event, called: listener.called, how, because })
    return how
  }
  if (tools.clock.nowMs() - message.atMs > untoldMsMax) return say('lost', 'it could not be told for three days')
  if (deaf.has(listener.key)) return 'later'
  try {
    await listener.tell(message, new AbortController().signal)
    return await say('taken', null)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    const again = ['UNAVAILABLE', 'IO', 'TEMPORARY'].includes(thrown.code)
    if (again) deaf.add(listener.key)
    return say(again ? 'later' : 'lost', thrown.message)
  }
}
