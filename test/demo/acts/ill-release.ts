import { installByHand, runningVersion } from '../../support/real-daemons/host.ts'
import { totalMs } from '../../support/real-daemons/outages.ts'
import { watchDoor } from '../../support/real-daemons/watch-door.ts'
import { inMs, lastOf } from '../last-of.ts'
import { type Stage, type } from '../stage.ts'
import { publishAndConfigure } from './install.ts'

/**
 * etcd 3.5 removed `--log-package-levels`. Correctly built, correctly signed, and dead on arrival where a unit still uses the
 * flag: the failure that no signature and no test of the publisher's can see.
 */
export async function illRelease(stage: Stage): Promise<void> {
  const { host, tell, etcd: { daemon, versions } } = stage
  tell.act('a release that is ill on this host', `A second daemon: etcd ${versions.older.version}, whose operator quietens its log with --log-package-levels.
    etcd ${versions.newer.version} no longer knows that flag and refuses to start. Nobody touches the keyboard after the upgrade has begun.`)
  await installByHand(host, daemon, versions.older.executable)
  await publishAndConfigure(stage, stage.etcd)
  await remember(stage)
  const unit = `app-upgrade@etcd@v${versions.newer.version}`
  const watch = await watchDoor(host.machine.leader, daemon.port)
  const ran = await type(stage, 'systemctl', 'start', unit)
  const outages = await watch.stop()
  const code = await type(stage, 'systemctl', 'show', '-p', 'ExecMainStatus', unit)
  const told = await type(stage, 'journalctl', '-o', 'cat', '--no-pager', '-u', unit, '-t', 'app-upgrade')
  const status = await type(stage, 'app-upgrade', 'status', 'etcd')
  const last = await lastOf(host, daemon)
  tell.fact('outcome', last.outcome)
  tell.fact('downtime, by our account', inMs(last.downtimeMs))
  tell.fact('downtime, seen by the client', inMs(totalMs(outages)))
  tell.must(ran.exitCode !== 0 && /ExecMainStatus=41/.test(code.output), 'systemctl failed, because the upgrade left with exit code 41: rolled back')
  tell.must(last.outcome === 'rolled-back', 'the history says that it was rolled back')
  tell.must(/log-package-levels/.test(told.output), "the operator is told the reason in the daemon's own words")
  tell.must(status.exitCode === 0 && status.output.includes(versions.newer.version), 'the status remembers the version that was ill')
  tell.must(await runningVersion(host, daemon) === versions.older.version, `etcd ${versions.older.version} answers again`)
  tell.must(await recall(stage) === treasure, 'and still knows what was stored in it before')
}

const treasure = 'kept through an upgrade that failed'
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** A value, put into etcd before the upgrade over its JSON gateway. */
async function remember({ host, etcd }: Stage): Promise<void> {
  await host.machine.must(ask(etcd.daemon.port, 'put', { key: base64('demo'), value: base64(treasure) }))
}

async function recall({ host, etcd }: Stage): Promise<string> {
  const said = await host.machine.must(ask(etcd.daemon.port, 'range', { key: base64('demo') }))
  const found = JSON.parse(said) as { readonly kvs?: readonly { readonly value: string }[] }
  return Buffer.from(found.kvs?.[0]?.value ?? '', 'base64').toString()
}

function ask(port: number, what: 'put' | 'range', question: object): readonly string[] {
  return ['curl', '--silent', '--fail', '--max-time', '5', '--data', JSON.stringify(question), `http://127.0.0.1:${port}/v3/kv/${what}`]
}
