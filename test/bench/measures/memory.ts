import { rmSync } from 'node:fs'

import { aTarballOf, type BenchHost, nextRelease, upgradeTo } from '../bench-host.ts'
import { type Peaks, watchMemory } from '../memory-watch.ts'
import type { Row } from '../row.ts'
import { spreadOf } from '../spread.ts'

const [small, large] = [50e6, 2e9]

/** The largest resident set of each half, with an artifact of 50 MB and one of 2 GB. Measured once each: peaks vary little. */
export async function memory(bench: BenchHost): Promise<readonly Row[]> {
  const [theirs, ours] = [await peaksWith(bench, small), await peaksWith(bench, large)]
  const row = (half: keyof Peaks): Row => ({
    what: `peak memory of ${half} with 2 GB, with 50 MB`, unit: 'MB', goal: '≤ 1.1, ≤ 100 MB',
    ours: spreadOf([ours[half]]), theirs: spreadOf([theirs[half]]), ratio: spreadOf([ours[half] / theirs[half]]),
  })
  return [row('acquire'), row('run')]
}

async function peaksWith(bench: BenchHost, sizeBytes: number): Promise<Peaks> {
  const tarball = await aTarballOf(bench, sizeBytes)
  const version = await nextRelease(bench, tarball)
  rmSync(tarball)
  const watch = watchMemory(bench.host.machine.leader)
  try {
    await upgradeTo(bench, version)
  } finally {
    watch.stop()
  }
  return watch.peaks()
}
