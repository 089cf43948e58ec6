import { runningVersion } from '../../support/real-daemons/host.ts'
import { longestMs } from '../../support/real-daemons/outages.ts'
import { watchDoor } from '../../support/real-daemons/watch-door.ts'
import { inMs } from '../last-of.ts'
import { type Stage, type } from '../stage.ts'

/** Nothing is ill; somebody simply wants yesterday's version. */
export async function rollBackByHand(stage: Stage): Promise<void> {
  const { host, tell, exporter: { daemon, versions } } = stage
  tell.act('back by hand', `The operator does not like the new ${daemon.app}. The version before is still there, whole; nothing is downloaded, and the old version is judged just like a new one.`)
  const watch = await watchDoor(host.machine.leader, daemon.port)
  const ran = await type(stage, 'app-upgrade', 'rollback', daemon.app, '--reason', 'for the demonstration')
  const outages = await watch.stop()
  const after = await runningVersion(host, daemon)
  tell.fact('after', after ?? 'no answer')
  tell.fact('downtime, seen by the client', inMs(longestMs(outages)))
  tell.must(ran.exitCode === 0, 'the rollback says that it succeeded')
  tell.must(after === versions.older.version, `the running daemon is ${versions.older.version} again`)
}
