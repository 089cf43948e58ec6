import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'

import { withLock } from '../../../packaging/build/with-lock.ts'

const repository = join(import.meta.dirname, '../../..')
const source = join(repository, 'packaging/examples/no-drop/hellod.c')

/** One version of the example that the package ships, made as its first lines say; static, so that it runs on every Debian. `health`: what `/health` answers. Returns its path. */
export async function hellod(version: string, health = '200 OK'): Promise<string> {
  const folder = join(repository, '.cache')
  const program = join(folder, `hellod-${createHash('sha256').update(readFileSync(source)).update(`${version} ${health}`).digest('hex').slice(0, 12)}`)
  await withLock(join(folder, 'hellod.lock'), async () => {
    if (existsSync(program)) return
    mkdirSync(folder, { recursive: true })
    execFileSync('gcc', ['-O2', '-static', '-s', '-Wall', '-Wextra', '-Werror', `-DVERSION="${version}"`, `-DHEALTH="${health}"`, '-o', `${program}.partial`, source], { timeout: 60_000 })
    renameSync(`${program}.partial`, program)
    await Promise.resolve()
  })
  return program
}
