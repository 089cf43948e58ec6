import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { buildExecutable } from '../build/executable.ts'
import { inputsHash } from '../build/inputs-hash.ts'
import { type Arch, paths, repository } from '../build/layout.ts'
import { withLock } from '../build/with-lock.ts'
import { writeManual } from '../man/write-manual.ts'
import { extraContents } from './extra-contents.ts'
import { writeCompressed, writeLicences } from './licences.ts'
import { version } from './version.ts'

export type PackageFormat = 'deb' | 'rpm'
/** `small` is what is released (xz, half a minute); `fast` is for tests (a second, half as large again). */
export type Compression = 'small' | 'fast'
export interface PackageWanted { readonly format: PackageFormat; readonly arch: Arch; readonly compression: Compression }

const machineNames = { deb: { x64: 'amd64', arm64: 'arm64' }, rpm: { x64: 'x86_64', arm64: 'aarch64' } } as const
const inputs = ['nfpm.yaml', 'units', 'README.md', 'package.json', 'packaging/scripts', 'packaging/doc', 'packaging/examples', 'packaging/polkit', 'packaging/prometheus', 'packaging/grafana', 'packaging/package', 'build/man', 'build/completions']

/** Makes `dist/…` (or `build/fast/…`) with everything it needs, unless nothing changed. Returns its path. */
export async function makePackage(wanted: PackageWanted): Promise<string> {
  const executable = await buildExecutable(wanted.arch)
  const target = targetOf(wanted)
  return await withLock(`${join(paths.cache, 'package')}-${wanted.arch}.lock`, async () => {
    writeManual(paths.build)
    const hash = inputsHash([...inputs, `build/app-upgrade-${wanted.arch}.inputs`])
    const stamp = join(paths.build, `${wanted.format}-${wanted.arch}-${wanted.compression}.inputs`)
    if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return target
    await make(wanted, executable, target)
    writeFileSync(stamp, hash)
    return target
  })
}

function targetOf({ format, arch, compression }: PackageWanted): string {
  const folder = compression === 'small' ? paths.dist : join(paths.build, 'fast')
  const machine = machineNames[format][arch]
  return join(folder, format === 'deb' ? `app-upgrade_${version()}_${machine}.deb` : `app-upgrade-${version()}-1.${machine}.rpm`)
}

async function make(wanted: PackageWanted, executable: string, target: string): Promise<void> {
  if (!existsSync(executable)) throw new Error(`${executable} was not built`)
  writeLicences(join(paths.build, 'doc', 'licences-of-parts.gz'))
  writeCompressed(join(paths.build, 'doc', 'changelog.gz'), readFileSync(join(repository, 'packaging/doc/changelog'), 'utf8'))
  mkdirSync(join(target, '..'), { recursive: true })
  const config = join(paths.build, `nfpm-${wanted.format}-${wanted.arch}-${wanted.compression}.yaml`)
  writeFileSync(config, configFor(wanted))
  const partial = `${target}.partial.${wanted.format}`
  const environment = { ...process.env, VERSION: version(), ARCH: wanted.arch === 'x64' ? 'amd64' : 'arm64', NODE_ARCH: wanted.arch }
  await promisify(execFile)(nfpmPath(), ['package', '-f', config, '-p', wanted.format, '-t', partial], { cwd: repository, env: environment })
  renameSync(partial, target)
}

function configFor({ compression }: PackageWanted): string {
  const text = readFileSync(join(repository, 'nfpm.yaml'), 'utf8') + extraContents()
  return compression === 'small' ? text : text.replace('deb:\n  # Old dpkg cannot read zstd.\n  compression: xz', 'deb:\n  compression: zstd').replace('rpm:\n  compression: xz', 'rpm:\n  compression: zstd:fastest')
}

/** The pinned version stands in packaging/tools/prepare, which put it there; its folder says which one it is. */
export function nfpmPath(): string {
  const pinned = /^nfpm_version=(\S+)$/m.exec(readFileSync(join(repository, 'packaging/tools/prepare'), 'utf8'))?.[1]
  const path = join(paths.cache, `nfpm-${pinned}`, 'nfpm')
  if (!existsSync(path)) throw new Error(`${path} is missing: run packaging/tools/prepare`)
  return path
}
