import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { buildExecutable } from '../../../packaging/build/executable.ts'
import { inject } from '../../../packaging/build/inject.ts'
import { paths } from '../../../packaging/build/layout.ts'
import { nodeVersion } from '../../../packaging/build/runtime.ts'
import { withLock } from '../../../packaging/build/with-lock.ts'
import { inTurns } from '../in-turns.ts'
import type { Row } from '../row.ts'

/** `--version` of our executable, and a single executable made in the same way of a script that only prints a line. */
export async function coldStart(runs: number): Promise<readonly Row[]> {
  const [ours, bare] = [await buildExecutable('x64'), await aBareExecutable()]
  start(ours)
  start(bare)
  const compared = await inTurns(runs, { ours: async () => await Promise.resolve(start(ours)), theirs: async () => await Promise.resolve(start(bare)) })
  return [{ what: '--version, cold start of a bare Node executable', unit: 'ms', ...compared, goal: '≤ 1.2' }]
}

function start(executable: string): number {
  const beganMs = performance.now()
  const { status } = spawnSync(executable, ['--version'], { stdio: 'ignore', timeout: 30_000 })
  if (status !== 0) throw new Error(`${executable} --version ended with ${status}`)
  return performance.now() - beganMs
}

/** The same stripped Node, the same code cache, one line of script. */
async function aBareExecutable(): Promise<string> {
  const folder = join(paths.cache, 'bench')
  const output = join(folder, `bare-${nodeVersion}`)
  await withLock(join(folder, 'bare.lock'), async () => {
    if (existsSync(output)) return
    mkdirSync(folder, { recursive: true })
    const script = join(folder, 'bare.cjs')
    writeFileSync(script, "console.log('bare 1.0.0')\n")
    await inject({ script, arch: 'x64', output })
  })
  return output
}
