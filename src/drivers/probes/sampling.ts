import { isFailure } from '../../errors.ts'
import { parseDuration } from '../../formats/duration.ts'
import { printable } from '../../formats/printable.ts'
import type { Clock } from '../../host/types.ts'
import type { SampleReading } from '../../policy/reading.ts'
import { detailCharactersMax } from './limits.ts'

/** What one look showed. */
export interface Sample { readonly outcome: SampleReading['outcome']; readonly detail: string }
export interface Sampling {
  readonly probe: string
  readonly clock: Clock
  readonly interval: string
  readonly signal: AbortSignal
}

/** Looks once an interval until the signal aborts. A failure of ours while looking is "could not see", never an end (F33). */
export async function* sample({ probe, clock, interval, signal }: Sampling, look: () => Promise<Sample>): AsyncGenerator<SampleReading, void, void> {
  for await (const _ of clock.ticks(parseDuration(interval), signal)) {
    const seen = await lookSafely(look)
    // Stamped when the answer came: a slow answer says nothing about the time before it.
    if (!signal.aborted) yield reading(probe, clock, seen)
  }
}

export function reading(probe: string, clock: Clock, { outcome, detail }: Sample): SampleReading {
  return { kind: 'sample', probe, atMs: clock.monotonicMs(), outcome, detail: printable(detail, detailCharactersMax) }
}

async function lookSafely(look: () => Promise<Sample>): Promise<Sample> {
  try {
    return await look()
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return { outcome: 'unknown', detail: thrown.message }
  }
}

/** The first line of what a program said, for people. */
export function firstLine(output: string): string {
  return output.trim().split('\n')[0] ?? ''
}
