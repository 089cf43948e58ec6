import { join } from 'node:path'

import { hellod } from '../../support/real-daemons/hellod.ts'
import { configure, installByHand } from '../../support/real-daemons/host.ts'
import { type Daemon, unitText } from '../../support/real-daemons/operator.ts'
import { longestMs, longestWaitMs } from '../../support/real-daemons/outages.ts'
import { pack } from '../../support/real-daemons/publish.ts'
import { watchDoor } from '../../support/real-daemons/watch-door.ts'
import { type BenchHost, nextRelease, steadySeconds, upgradeTo } from '../bench-host.ts'
import { inTurns } from '../in-turns.ts'
import type { Row } from '../row.ts'

/** How long the daemon is away: during an upgrade, and when somebody merely restarts it. */
export async function downtime(bench: BenchHost, runs: number): Promise<readonly Row[]> {
  const { host: { machine }, daemon, small } = bench
  const away = async (work: () => Promise<unknown>): Promise<number> => {
    const watch = await watchDoor(machine.leader, daemon.port)
    await work()
    return longestMs(await watch.stop())
  }
  const { ours, theirs, ratio } = await inTurns(runs, {
    ours: async () => {
      const version = await nextRelease(bench, small)
      return await away(async () => await upgradeTo(bench, version))
    },
    theirs: async () => await away(async () => await machine.must(['systemctl', 'restart', `${daemon.app}.service`])),
  })
  return [{ what: 'downtime of an upgrade, of a bare restart', unit: 'ms', ours, theirs, ratio, goal: '≤ 1.05' }, await behindASocket(bench, runs)]
}

/** The example that the package ships: nobody is turned away, so what is measured is the longest that a client waits which comes while the service is not active. */
async function behindASocket({ host }: BenchHost, runs: number): Promise<Row> {
  const { machine } = host
  const daemon = await aHellod(host)
  const tarball = join(host.scratch, 'hellod.tar.gz')
  pack(tarball, { name: daemon.app, binary: daemon.binary, version: 'any', executable: await hellod('1.0.0') })
  const waited = async (work: () => Promise<unknown>): Promise<number> => {
    const watch = await watchDoor(machine.leader, daemon.port)
    await work()
    const knocks = await watch.stopAndHear()
    return longestWaitMs(knocks, await timestampMs(host, 'ActiveExit'), await timestampMs(host, 'ActiveEnter'))
  }
  const { ours, theirs, ratio } = await inTurns(runs, {
    ours: async () => {
      const version = await nextRelease({ host, daemon }, tarball)
      return await waited(async () => await upgradeTo({ host, daemon }, version))
    },
    theirs: async () => await waited(async () => await machine.must(['systemctl', 'restart', `${daemon.app}.service`])),
  })
  return { what: 'the same behind a socket unit: the longest wait of a client meanwhile', unit: 'ms', ours, theirs, ratio, goal: '≤ 1.05, nobody turned away' }
}

async function aHellod(host: BenchHost['host']): Promise<Daemon> {
  const address = '127.0.0.1:9600'
  const urls = { healthUrl: `http://${address}/health`, versionUrl: `http://${address}/`, versionPattern: /hello (\S+)/ }
  const daemon: Daemon = { app: 'hellod', binary: 'hellod', publicPath: '/usr/local/bin/hellod', flags: [], service: ['Type=notify', 'DynamicUser=yes', 'Sockets=hellod.socket'], port: 9600, ...urls }
  await host.machine.writeFile('/etc/systemd/system/hellod.socket', `[Socket]\nListenStream=${address}\nTriggerLimitIntervalSec=0\n`)
  // A socket does not start without its service's file.
  await host.machine.writeFile(`/etc/systemd/system/${daemon.app}.service`, unitText(daemon))
  await host.machine.must(['systemctl', 'daemon-reload'])
  await host.machine.must(['systemctl', 'start', 'hellod.socket'])
  await installByHand(host, daemon, await hellod('1.0.0'))
  await configure(host, daemon, { steady: `${steadySeconds}s`, more: '\n[policy]\nkeep_releases = 1\n' })
  return daemon
}

async function timestampMs({ machine }: BenchHost['host'], what: 'ActiveExit' | 'ActiveEnter'): Promise<number> {
  return Number(await machine.must(['systemctl', 'show', '--value', '-p', `${what}TimestampMonotonic`, 'hellod.service'])) / 1000
}
