import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { paths } from '../../../packaging/build/layout.ts'
import { withLock } from '../../../packaging/build/with-lock.ts'
import { download, type PrivateApt, privateApt } from './private-apt.ts'

/** A daemon's executable as Debian built it, and the version that it says it is. */
export interface RealDaemon { readonly version: string; readonly executable: string }

/** The same daemon in two of its real versions. */
export interface TwoVersions { readonly older: RealDaemon; readonly newer: RealDaemon }

/** Oldest first. What they hold needs glibc 2.34 only, so all of it runs on either suite. */
const suites = ['bookworm', 'trixie'] as const

/** Versions when this was written: node-exporter 1.5.0 and 1.9.0, etcd 3.4.23 and 3.5.16. */
const daemons = {
  'node-exporter': { package: 'prometheus-node-exporter', file: 'usr/bin/prometheus-node-exporter', binary: 'node_exporter', says: /, version (\d+\.\d+\.\d+) / },
  etcd: { package: 'etcd-server', file: 'usr/bin/etcd', binary: 'etcd', says: /etcd Version: (\d+\.\d+\.\d+)/ },
} as const
export type DaemonName = keyof typeof daemons

/** Fetched once, all together, by an apt of our own; kept in the cache. */
export async function realDaemon(name: DaemonName): Promise<TwoVersions> {
  const cache = join(paths.cache, 'real-daemons')
  await withLock(join(paths.cache, 'real-daemons.lock'), async () => {
    const missing = Object.keys(daemons).filter((daemon) => suites.some((suite) => !existsSync(join(cache, `${daemon}-${suite}`))))
    if (missing.length > 0) fetchAll(cache)
  })
  const [older, newer] = suites.map((suite) => daemonIn(join(cache, `${name}-${suite}`), name))
  if (older === undefined || newer === undefined) throw new Error(`${name} was not fetched`)
  return { older, newer }
}

function fetchAll(cache: string): void {
  rmSync(cache, { recursive: true, force: true })
  const apt = privateApt(join(cache, 'apt'), suites)
  for (const name of Object.keys(daemons) as DaemonName[]) {
    for (const suite of suites) fetchOne(apt, { name, suite, into: join(cache, `${name}-${suite}`) })
  }
  rmSync(apt.folder, { recursive: true })
}

/** Renamed into its place as a whole: an interrupted fetch leaves nothing that looks like a result. */
function fetchOne(apt: PrivateApt, { name, suite, into }: { readonly name: DaemonName; readonly suite: string; readonly into: string }): void {
  const daemon = daemons[name]
  const [work, unfinished] = [`${into}.work.partial`, `${into}.partial`]
  execFileSync('dpkg-deb', ['-x', download(apt, { name: daemon.package, suite }, work), join(work, 'root')])
  mkdirSync(unfinished)
  const executable = join(unfinished, daemon.binary)
  copyFileSync(join(work, 'root', daemon.file), executable)
  writeFileSync(join(unfinished, 'version'), versionOf(executable, daemon.says))
  rmSync(work, { recursive: true })
  renameSync(unfinished, into)
}

function daemonIn(folder: string, name: DaemonName): RealDaemon {
  return { version: readFileSync(join(folder, 'version'), 'utf8'), executable: join(folder, daemons[name].binary) }
}

function versionOf(executable: string, says: RegExp): string {
  const said = execFileSync(executable, ['--version'], { encoding: 'utf8', timeout: 30_000 })
  const version = says.exec(said)?.[1]
  if (version === undefined) throw new Error(`${executable} --version says no version: ${said}`)
  return version
}
