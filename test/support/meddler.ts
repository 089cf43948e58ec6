import type { FailureCode } from '../../src/errors.ts'

/** One thing that happens to the simulated machine: to its disk, its daemons, or its fleet. */
export interface Effect { readonly kind: string; readonly path: string }

/**
 * `skip`: it is claimed, but does not happen (a dropped fsync). `fail`: it throws, perhaps having written some bytes. `half`: the process
 * was killed having written some bytes.
 */
export type Fate = { readonly kind: 'go' } | { readonly kind: 'half'; readonly afterBytes: number } | { readonly kind: 'skip' } | { readonly kind: 'fail'; readonly code: FailureCode; readonly afterBytes: number }

/** Stands beside a simulated machine and decides, effect by effect, what becomes of it. */
export interface Meddler {
  /** May never return: the process was killed, and nothing that it meant to do happens any more. */
  before(effect: Effect): Promise<Fate>
  after(effect: Effect): void
}

const go: Promise<Fate> = Promise.resolve({ kind: 'go' })
export const nobody: Meddler = { before: () => go, after: () => {} }
