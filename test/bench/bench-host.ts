import { execFileSync } from 'node:child_process'
import { appendFileSync, copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { aHost, configure, type Host, installByHand } from '../support/real-daemons/host.ts'
import { type Daemon, nodeExporter } from '../support/real-daemons/operator.ts'
import { pack, publishTarball } from '../support/real-daemons/publish.ts'
import { realDaemon } from '../support/real-daemons/real-daemons.ts'

/** The machine on which everything is measured, and its daemon. */
export interface BenchHost { readonly host: Host; readonly daemon: Daemon; readonly small: string }

/** The least that may be configured: what is left of an upgrade when it is taken away is work. */
export const steadySeconds = 1

/**
 * Where our package writes, on the disk of this machine: the overlay under a test machine lies in memory, where fsync costs
 * nothing, and a benchmark on it would flatter us.
 */
const onDisk = ['/var/cache/app-upgrade', '/var/lib/app-upgrade', '/opt', '/srv'] as const

export async function aBenchHost(): Promise<BenchHost> {
  const host = await aHost(['minisign'])
  for (const path of onDisk) {
    const outside = `/share/disk${path}`
    await host.machine.must(['mkdir', '-p', outside, path])
    await host.machine.must(['mount', '--bind', outside, path])
  }
  await host.machine.must(['apt-get', 'install', '-y', 'app-upgrade'], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
  // Dozens of restarts in a minute are the measurement here, and no crash loop.
  await host.machine.writeFile('/etc/systemd/system/service.d/bench.conf', '[Unit]\nStartLimitIntervalSec=0\n')
  const daemon = nodeExporter()
  const { newer } = await realDaemon('node-exporter')
  await installByHand(host, daemon, newer.executable)
  await configure(host, daemon, { steady: `${steadySeconds}s`, more: '\n[limits]\nartifact = "4GiB"\nunpacked = "4GiB"\n\n[policy]\nkeep_releases = 1\n' })
  const small = join(host.scratch, 'small.tar.gz')
  pack(small, { name: daemon.app, binary: daemon.binary, version: 'any', executable: newer.executable })
  return { host, daemon, small }
}

let releases = 0

/** Larger than any before. */
export function nextVersion(): string {
  releases += 1
  return `2.0.${releases}`
}

/** Publishes an archive as the next version; returns the version. */
export async function nextRelease({ host, daemon }: Pick<BenchHost, 'host' | 'daemon'>, archive: string, ending = '.tar.gz'): Promise<string> {
  const version = nextVersion()
  await publishTarball(host.site, host.publisher, { name: daemon.app, binary: daemon.binary, version, ending }, archive)
  return version
}

/** One whole upgrade, as an operator starts it. Returns milliseconds. */
export async function upgradeTo({ host, daemon }: Pick<BenchHost, 'host' | 'daemon'>, version: string): Promise<number> {
  const beganMs = performance.now()
  const ran = await host.machine.exec(['systemctl', 'start', `app-upgrade@${daemon.app}@v${version}`], { timeoutSeconds: 1800 })
  const tookMs = performance.now() - beganMs
  if (ran.code === 0) return tookMs
  const told = await host.machine.exec(['journalctl', '-o', 'cat', '--no-pager', '-n', '40', '-u', `app-upgrade*`, '-u', daemon.app])
  throw new Error(`the upgrade to ${version} failed:\n${ran.stderr}${told.stdout}`)
}

/** Only the harmless half, as the user that it always is, and without systemd. Returns milliseconds. */
export async function acquired({ host, daemon }: Pick<BenchHost, 'host' | 'daemon'>, version: string): Promise<number> {
  const as = ['setpriv', '--reuid=app-upgrade', '--regid=app-upgrade', '--init-groups', '--']
  return await timed(host, [...as, 'app-upgrade', 'acquire', '--', `${daemon.app}@v${version}`])
}

/** A command that has to succeed. Returns milliseconds. */
export async function timed({ machine }: Host, argv: readonly string[]): Promise<number> {
  const beganMs = performance.now()
  await machine.must(argv, { timeoutSeconds: 1800 })
  return performance.now() - beganMs
}

/** The same daemon once more, under another name and on another port, installed by hand. */
export async function anotherDaemon({ host, daemon }: BenchHost, app: string, port: number): Promise<Daemon> {
  const address = `127.0.0.1:${port}`
  const other: Daemon = {
    ...daemon, app, port, flags: [`--web.listen-address=${address}`],
    publicPath: `/opt/${app}-public/${daemon.binary}`, healthUrl: `http://${address}/metrics`, versionUrl: `http://${address}/metrics`,
  }
  await host.machine.must(['mkdir', '-p', `/opt/${app}-public`])
  await installByHand(host, other, (await realDaemon('node-exporter')).newer.executable)
  return other
}

/**
 * The real daemon with other real executables behind its end: it runs, and it compresses as executables do. One round of them has about 90 MB, and
 * 30 MB as a tar.gz.
 */
export async function aLargeExecutable({ host }: BenchHost, rounds = 1): Promise<string> {
  const [exporters, etcds] = [await realDaemon('node-exporter'), await realDaemon('etcd')]
  const executable = join(host.scratch, `large-${rounds}`)
  copyFileSync(exporters.newer.executable, executable)
  const more = [etcds.newer, etcds.older, exporters.older].map((one) => readFileSync(one.executable))
  for (let round = 0; round < rounds; round += 1) for (const bytes of more) appendFileSync(executable, bytes)
  return executable
}

/** A large executable as a tarball. */
export async function aLargeTarball(bench: BenchHost, rounds = 1): Promise<string> {
  const { host, daemon } = bench
  const tarball = join(host.scratch, `large-${rounds}.tar.gz`)
  pack(tarball, { name: daemon.app, binary: daemon.binary, version: 'any', executable: await aLargeExecutable(bench, rounds) })
  return tarball
}

/** A tarball of about this size. Zeros, stored and not compressed: only the size of the artifact matters here. */
export async function aTarballOf({ host, daemon }: BenchHost, sizeBytes: number): Promise<string> {
  const { newer } = await realDaemon('node-exporter')
  const executable = join(host.scratch, 'padded')
  copyFileSync(newer.executable, executable)
  execFileSync('truncate', ['--size', String(sizeBytes), executable])
  const tarball = join(host.scratch, `${sizeBytes}.tar.gz`)
  const store = `${process.execPath} ${join(import.meta.dirname, 'store.ts')}`
  pack(tarball, { name: daemon.app, binary: daemon.binary, version: 'any', executable }, store)
  return tarball
}
