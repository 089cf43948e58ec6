import { isFailure } from '../../src/errors.ts'
import { draws, mutated } from './mutate.ts'
import type { Target } from './targets.ts'

/** Longer than any reader may take for four mebibytes, on a machine that is busy with other things. */
const hangMs = 20_000

export interface Budget { readonly seed: number; readonly milliseconds: number }
export interface Findings { readonly inputs: number; readonly accepted: number; readonly slowestMs: number; readonly findings: readonly Finding[] }
/** What must not be: neither success nor a failure with a code, or too slow. `seed` and `number` make the input again. */
export interface Finding { readonly what: string; readonly seed: number; readonly number: number; readonly input: Buffer }

/** However busy the machine: fewer would say nothing. */
const inputsMin = 50

/** Reads changed samples until the time is up. Input number n of a seed is the same in every run. */
export async function fuzz(target: Target, { seed, milliseconds }: Budget): Promise<Findings> {
  const findings: Finding[] = []
  const began = performance.now()
  let [inputs, accepted, slowestMs] = [0, 0, 0]
  for (; inputs < inputsMin || performance.now() - began < milliseconds; inputs++) {
    const input = inputOf(target, seed, inputs)
    const outcome = await timed(target, input)
    slowestMs = Math.max(slowestMs, outcome.tookMs)
    if (outcome.thrown === null) accepted += 1
    const what = faultOf(outcome)
    if (what !== null) findings.push({ what, seed, number: inputs, input })
  }
  return { inputs, accepted, slowestMs, findings }
}

export function inputOf(target: Target, seed: number, number: number): Buffer {
  const draw = draws(Math.imul(seed + 1, 0x9e3779b1) ^ number)
  const pick = (): Buffer => target.samples[draw(target.samples.length)] as Buffer
  const input = mutated(pick(), pick(), draw)
  return target.mend?.(input, draw) ?? input
}

interface Outcome { readonly tookMs: number; readonly thrown: unknown }

async function timed(target: Target, input: Buffer): Promise<Outcome> {
  const began = performance.now()
  const thrown = await target.read(Buffer.from(input)).then(() => null, (reason: unknown) => reason ?? new Error('nothing was thrown'))
  return { tookMs: performance.now() - began, thrown }
}

function faultOf({ tookMs, thrown }: Outcome): string | null {
  if (tookMs > hangMs) return `took ${Math.round(tookMs)} ms`
  if (thrown === null || (isFailure(thrown) && ['DATA', 'REFUSED', 'CONFIG', 'TAMPERED'].includes(thrown.code))) return null
  return thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown)
}
