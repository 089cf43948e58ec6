import { longestMs } from '../../support/real-daemons/outages.ts'
import { watchDoor } from '../../support/real-daemons/watch-door.ts'
import { type BenchHost, nextRelease, upgradeTo } from '../bench-host.ts'
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
  return [{ what: 'downtime of an upgrade, of a bare restart', unit: 'ms', ours, theirs, ratio, goal: '≤ 1.05' }]
}
