import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { paths, repository } from '../../packaging/build/layout.ts'
import { withLock } from '../../packaging/build/with-lock.ts'

const installMs = 10 * 60_000

/** The modules that `test/tools/<name>/` pins, by a lock of their own, far from the program's. Installed at the first call on a machine, by one process while others wait. */
export async function installedModules(name: string): Promise<string> {
  const pinned = join(repository, 'test/tools', name)
  const digest = createHash('sha256').update(readFileSync(join(pinned, 'package-lock.json'))).digest('hex').slice(0, 12)
  const folder = join(paths.cache, `${name}-${digest}`)
  if (!existsSync(folder)) await withLock(join(paths.cache, `${name}.lock`), async () => {
    if (!existsSync(folder)) install(name, pinned, folder)
    return await Promise.resolve()
  })
  return folder
}

function install(name: string, pinned: string, folder: string): void {
  const unfinished = `${folder}.partial`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(pinned, file), join(unfinished, file))
  const made = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: unfinished, encoding: 'utf8', timeout: installMs })
  if (made.status !== 0) throw new Error(`${name} could not be installed; the package registry has to be reachable\n${made.error?.message ?? ''}${made.stderr}`)
  renameSync(unfinished, folder)
}
