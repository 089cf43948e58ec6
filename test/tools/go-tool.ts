import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { paths, repository } from '../../packaging/build/layout.ts'
import { withLock } from '../../packaging/build/with-lock.ts'

/**
 * Programs of others, built from the Go module proxy. Each lives in a small module of ours (test/tools/go/…) whose go.mod and go.sum pin it
 * and all that it needs; the proxy need not be able to list versions.
 */
const programs = {
  'update-repo': { module: 'go-updater', main: 'github.com/choria-io/go-updater/cmd/update-repo' },
  'go-updater-client': { module: 'go-updater', main: '.' },
  versitygw: { module: 'versitygw', main: 'github.com/versity/versitygw/cmd/versitygw' },
} as const
export type GoTool = keyof typeof programs
export const goTools = Object.keys(programs) as readonly GoTool[]

/** The most that a build took here was two minutes, with nothing in Go's own cache and nothing else to do. */
const buildMs = 20 * 60_000

/** Path of the program. Built at the first call on a machine, by one process while others wait; kept in the cache. */
export async function goTool(name: GoTool): Promise<string> {
  const { module } = programs[name]
  const folder = join(paths.cache, 'go-tools', `${module}-${digestOf(module)}`)
  if (!existsSync(join(folder, name))) await withLock(join(paths.cache, 'go-tools', `${module}.lock`), async () => {
    if (!existsSync(join(folder, name))) build(name, folder)
    return await Promise.resolve()
  })
  return join(folder, name)
}

/** What it was built from stands in the folder's name: a new pin, or a changed main, is another program. */
function digestOf(module: string): string {
  const hash = createHash('sha256')
  for (const file of ['go.mod', 'go.sum', 'main.go']) {
    const path = join(folderOf(module), file)
    hash.update(existsSync(path) ? readFileSync(path) : '')
  }
  return hash.digest('hex').slice(0, 12)
}

/** Renamed into its place when it is whole: an interrupted build leaves nothing that looks like a program. */
function build(name: GoTool, folder: string): void {
  const { module, main } = programs[name]
  const unfinished = join(folder, `${name}.partial`)
  mkdirSync(folder, { recursive: true })
  rmSync(unfinished, { force: true })
  const made = spawnSync(go(), ['build', '-trimpath', '-buildvcs=false', '-mod=readonly', '-o', unfinished, main], {
    cwd: folderOf(module), encoding: 'utf8', timeout: buildMs, env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOTOOLCHAIN: 'auto', GOWORK: 'off' },
  })
  if (made.status !== 0) throw new Error(`${name} could not be built; the Go module proxy has to be reachable (GOPROXY)\n${made.error?.message ?? ''}${made.stderr}`)
  renameSync(unfinished, join(folder, name))
}

function go(): string {
  const found = spawnSync('sh', [join(repository, 'packaging/tools/go')], { encoding: 'utf8', timeout: buildMs })
  if (found.status !== 0) throw new Error(`there is no Go to build test programs with\n${found.stderr}`)
  return found.stdout.trim()
}

function folderOf(module: string): string {
  return join(repository, 'test/tools/go', module)
}
