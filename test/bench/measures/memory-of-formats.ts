import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'

import { pack } from '../../support/real-daemons/publish.ts'
import { aLargeExecutable, type BenchHost, nextRelease, upgradeTo } from '../bench-host.ts'
import { type Peaks, watchMemory } from '../memory-watch.ts'
import type { Row } from '../row.ts'
import { spreadOf } from '../spread.ts'

const [small, large] = [50e6, 500e6]
/** As fast as they go, with the memory that their usual levels ask of whoever unpacks. */
const tars = { '.tar.bz2': 'bzip2 -9', '.tar.xz': 'xz --lzma2=preset=0,dict=8MiB', '.tar.zst': 'zstd -q -3' } as const
type Ending = keyof typeof tars | '.zip'

/** The largest resident set of each half, with a program of 50 MB and one of 500 MB, in every format beside tar.gz. Measured once each. */
export async function memoryOfFormats(bench: BenchHost): Promise<readonly Row[]> {
  const rows: Row[] = []
  const { host: { machine }, daemon: { app } } = bench
  const file = `/etc/app-upgrade/${app}.toml`
  const text = await machine.must(['cat', file])
  for (const ending of [...Object.keys(tars), '.zip'] as Ending[]) {
    await machine.writeFile(file, text.replace('.tar.gz', ending))
    const [theirs, ours] = [await peaksWith(bench, ending, small), await peaksWith(bench, ending, large)]
    for (const half of ['acquire', 'run'] as const) rows.push({
      what: `peak memory of ${half}, ${ending}, with 500 MB, with 50 MB`, unit: 'MB', goal: '≤ 1.1, ≤ 100 MB',
      ours: spreadOf([ours[half]]), theirs: spreadOf([theirs[half]]), ratio: spreadOf([ours[half] / theirs[half]]),
    })
  }
  await machine.writeFile(file, text)
  return rows
}

async function peaksWith(bench: BenchHost, ending: Ending, sizeBytes: number): Promise<Peaks> {
  const archive = await anArchive(bench, ending, sizeBytes)
  const version = await nextRelease(bench, archive, ending)
  rmSync(archive)
  const watch = watchMemory(bench.host.machine.leader)
  try {
    await upgradeTo(bench, version)
  } finally {
    watch.stop()
  }
  return watch.peaks()
}

/** Real executables one behind the other, cut to size. */
async function anArchive(bench: BenchHost, ending: Ending, sizeBytes: number): Promise<string> {
  const { host: { scratch }, daemon: { app, binary } } = bench
  const [executable, archive] = [await aLargeExecutable(bench, 7), join(scratch, `sized${ending}`)]
  truncateSync(executable, sizeBytes)
  if (ending !== '.zip') pack(archive, { name: app, binary, version: 'any', executable }, tars[ending])
  else {
    mkdirSync(join(scratch, 'zipped'), { recursive: true })
    copyFileSync(executable, join(scratch, 'zipped', binary))
    execFileSync('zip', ['-q', '-1', archive, binary], { cwd: join(scratch, 'zipped'), timeout: 1_800_000 })
  }
  rmSync(executable)
  return archive
}
