import { runningVersion } from '../../support/real-daemons/host.ts'
import { longestMs } from '../../support/real-daemons/outages.ts'
import { watchDoor } from '../../support/real-daemons/watch-door.ts'
import { inMs, lastOf } from '../last-of.ts'
import { type Stage, type } from '../stage.ts'

/** Something that an operator would call an interruption: a tenth of it is what a restart takes. */
const downtimeMaxMs = 2_000

/** The main job: one command from 1.5.0 to 1.9.0. */
export async function upgrade(stage: Stage): Promise<void> {
  const { host, tell, exporter: { daemon, versions } } = stage
  tell.act('one command, one restart', `Version ${versions.newer.version} is fetched and verified, put beside the old one, made the live one by a single rename,
    and started. Then the running daemon is judged: by systemd, over HTTP, by the version it says it is.
    Meanwhile a client asks it something every millisecond.`)
  const before = await runningVersion(host, daemon)
  const watch = await watchDoor(host.machine.leader, daemon.port)
  const ran = await type(stage, 'systemctl', 'start', `app-upgrade@v${versions.newer.version}`)
  const outages = await watch.stop()
  await type(stage, 'journalctl', '-o', 'cat', '--no-pager', '-u', `app-upgrade@v${versions.newer.version}`, '-t', 'app-upgrade')
  const after = await runningVersion(host, daemon)
  const last = await lastOf(host, daemon)
  tell.fact('before', before ?? 'no answer')
  tell.fact('after', after ?? 'no answer')
  tell.fact('downtime, by our account', inMs(last.downtimeMs))
  tell.fact('downtime, seen by the client', inMs(longestMs(outages)))
  tell.must(ran.exitCode === 0 && last.outcome === 'upgraded', 'systemctl waited for the outcome, and the outcome is good')
  tell.must(before === versions.older.version && after === versions.newer.version, `the running daemon was ${before} and is ${after}`)
  tell.must(outages.filter(({ refused }) => refused > 0).length === 1 && longestMs(outages) < downtimeMaxMs, 'it was away exactly once, for one restart')
}
