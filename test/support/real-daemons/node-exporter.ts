import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { paths } from '../../../packaging/build/layout.ts'
import { withLock } from '../../../packaging/build/with-lock.ts'
import { download, privateApt } from './private-apt.ts'

/** A daemon's executable as Debian built it, and the version that it says it is. */
export interface RealDaemon { readonly version: string; readonly executable: string }

/** Oldest first. Both need glibc 2.34 only, so both run on either suite. */
const suites = ['bookworm', 'trixie'] as const

/** Two real versions of prometheus-node-exporter (1.5.0 and 1.9.0 when this was written), fetched once and kept in the cache. */
export async function nodeExporters(): Promise<{ readonly older: RealDaemon; readonly newer: RealDaemon }> {
  const cache = join(paths.cache, 'real-daemons')
  const [older, newer] = suites.map((suite) => join(cache, `node-exporter-${suite}`)) as [string, string]
  await withLock(join(paths.cache, 'real-daemons.lock'), async () => {
    if (!existsSync(older) || !existsSync(newer)) fetchInto(cache)
  })
  return { older: daemonIn(older), newer: daemonIn(newer) }
}

function fetchInto(cache: string): void {
  const apt = privateApt(join(cache, 'apt'), suites)
  for (const suite of suites) {
    const unfinished = join(cache, `node-exporter-${suite}.partial`)
    rmSync(unfinished, { recursive: true, force: true })
    const unpacked = join(unfinished, 'root')
    execFileSync('dpkg-deb', ['-x', download(apt, { name: 'prometheus-node-exporter', suite }, join(unfinished, 'deb')), unpacked])
    keep(join(unpacked, 'usr/bin/prometheus-node-exporter'), join(cache, `node-exporter-${suite}`))
    rmSync(unfinished, { recursive: true })
  }
  rmSync(apt.folder, { recursive: true })
}

/** Renamed into its place as a whole: an interrupted fetch leaves nothing that looks like a result. */
function keep(executable: string, folder: string): void {
  const unfinished = `${folder}.kept.partial`
  rmSync(unfinished, { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(unfinished)
  copyFileSync(executable, join(unfinished, 'node_exporter'))
  writeFileSync(join(unfinished, 'version'), versionOf(executable))
  renameSync(unfinished, folder)
}

function daemonIn(folder: string): RealDaemon {
  return { version: readFileSync(join(folder, 'version'), 'utf8'), executable: join(folder, 'node_exporter') }
}

/** `node_exporter, version 1.5.0 (branch: …` */
function versionOf(executable: string): string {
  const said = execFileSync(executable, ['--version'], { encoding: 'utf8', timeout: 30_000 })
  const version = /version (\d+\.\d+\.\d+) /.exec(said)?.[1]
  if (version === undefined) throw new Error(`${executable} --version says no version: ${said}`)
  return version
}
