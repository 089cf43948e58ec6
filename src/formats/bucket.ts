import { createHash } from 'node:crypto'

/** Buckets of a rollout: a hundredth of a percent each. */
export const buckets = 10_000

/**
 * Where a machine stands in the rollout of one release, 0 to 9999: machines below the published percentage are meant. It depends on the release, so
 * that the same machines do not go first each time, and on nothing that changes while the percentage goes up: whoever was meant stays meant.
 */
export function bucketOf(host: string, version: string, seed: string | null): number {
  // Lengths are told apart by the NUL, which is in none of the three: "ab" + "c" is not "a" + "bc".
  const digest = createHash('sha256').update([host, version, seed ?? ''].join('\0')).digest()
  // 48 bits of a digest: the remainder favours no bucket by more than one in 10^10.
  return digest.readUIntBE(0, 6) % buckets
}
