import { appendFileSync } from 'node:fs'

import { runningVersion } from '../../support/real-daemons/host.ts'
import { publish } from '../../support/real-daemons/publish.ts'
import { watchDoor } from '../../support/real-daemons/watch-door.ts'
import { type Stage, type } from '../stage.ts'

const version = '9.9.9'

/** Somebody broke into the web server and changed a release after it was signed. */
export async function tampered(stage: Stage): Promise<void> {
  const { host, tell, exporter: { daemon, versions } } = stage
  tell.act('a release that was tampered with', `Somebody added one byte to the tarball of ${version} after its publisher had signed it.`)
  const tarball = await publish(host.site, host.publisher, { name: daemon.app, binary: daemon.binary, version, executable: versions.newer.executable })
  appendFileSync(tarball, '!')
  const before = await live(stage)
  const watch = await watchDoor(host.machine.leader, daemon.port)
  const unit = `app-upgrade@${daemon.app}@v${version}`
  const ran = await type(stage, 'systemctl', 'start', unit)
  const outages = await watch.stop()
  await type(stage, 'journalctl', '-o', 'cat', '--no-pager', '-u', unit, '-t', 'app-upgrade')
  const code = await type(stage, 'systemctl', 'show', '-p', 'ExecMainStatus', unit)
  tell.must(ran.exitCode !== 0 && /ExecMainStatus=40/.test(code.output), 'refused, exit code 40')
  tell.must(outages.every(({ refused }) => refused === 0) && await live(stage) === before, 'nothing was touched: same file, same running process, not one question refused')
  tell.must(await runningVersion(host, daemon) === versions.older.version, `${versions.older.version} still runs`)
}

/** What lies at the public path, and which process runs. */
async function live({ host, exporter: { daemon } }: Stage): Promise<string> {
  const file = await host.machine.must(['stat', '--dereference', '--format', '%i %Y %s', daemon.publicPath])
  return file + await host.machine.must(['systemctl', 'show', '-p', 'MainPID,InvocationID', `${daemon.app}.service`])
}
