import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { bundle } from './bundle.ts'
import { inject } from './inject.ts'
import { inputsHash } from './inputs-hash.ts'
import { type Arch, executablePath, paths } from './layout.ts'
import { withLock } from './with-lock.ts'

/** Everything that can change a byte of the executable. */
const inputs = ['src', 'package.json', 'package-lock.json', 'packaging/build.ts', 'packaging/build']

/** Builds `build/app-upgrade-<arch>` unless nothing changed since the last time. Returns its path. */
export async function buildExecutable(arch: Arch): Promise<string> {
  return await withLock(join(paths.cache, `build-${arch}.lock`), async () => {
    const output = executablePath(arch)
    const hash = inputsHash(inputs)
    if (existsSync(output) && readStamp(output) === hash) return output
    await make(arch, output)
    writeFileSync(`${output}.inputs`, hash)
    return output
  })
}

/** Built beside its place and renamed into it: a build that was interrupted leaves the old executable, or none. */
async function make(arch: Arch, output: string): Promise<void> {
  mkdirSync(paths.build, { recursive: true })
  rmSync(`${output}.inputs`, { force: true })
  const script = join(paths.build, `app-upgrade-${arch}.cjs`)
  await bundle(script)
  await inject({ script, arch, output: `${output}.partial` })
  chmodSync(`${output}.partial`, 0o755)
  if (arch === 'x64') prove(`${output}.partial`)
  renameSync(`${output}.partial`, output)
}

/**
 * The executable runs as root with whatever environment it is given. NODE_OPTIONS must not be able to load code into
 * it: with the file missing, a Node that listens to the option dies, and ours does not notice.
 */
function prove(executable: string): void {
  const environment = { ...process.env, NODE_OPTIONS: '--require=/nonexistent/foreign-code.cjs' }
  execFileSync(executable, ['--version'], { env: environment, timeout: 60_000, stdio: ['ignore', 'ignore', 'inherit'] })
}

function readStamp(output: string): string | null {
  return existsSync(`${output}.inputs`) ? readFileSync(`${output}.inputs`, 'utf8') : null
}
