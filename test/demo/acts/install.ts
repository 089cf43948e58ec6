import { configure, installByHand, runningVersion } from '../../support/real-daemons/host.ts'
import { versionProbe } from '../../support/real-daemons/operator.ts'
import { artifactName, publish } from '../../support/real-daemons/publish.ts'
import { type Player, type Stage, type, typeQuietly } from '../stage.ts'

/** How long a new version is watched before it is believed. */
const steady = '3s'

/** The operator's machine: a daemon installed by hand, our package installed by apt, and one file that says what to upgrade and from where. */
export async function install(stage: Stage): Promise<void> {
  const { tell, exporter, host } = stage
  const { daemon, versions } = exporter
  tell.act('a daemon that somebody installed by hand', `This is a Debian machine with a real systemd. On it runs ${daemon.app} ${versions.older.version}, a real daemon,
    copied to ${daemon.publicPath} by its operator. Now app-upgrade is installed, and one file is written.`)
  await installByHand(host, daemon, versions.older.executable)
  const installed = await typeQuietly(stage, /^Setting up app-upgrade/, 'apt-get', 'install', '-y', 'app-upgrade')
  tell.must(installed.exitCode === 0, 'apt installed the package from a signed repository')
  await publishAndConfigure(stage, exporter)
  await type(stage, 'cat', `/etc/app-upgrade/${daemon.app}.toml`)
  tell.must(await runningVersion(host, daemon) === versions.older.version, `the running daemon says it is ${versions.older.version}`)
}

/** The publisher's half, and the operator's file. */
export async function publishAndConfigure({ host, tell }: Stage, { daemon, versions }: Player): Promise<void> {
  const published = { name: daemon.app, binary: daemon.binary, ...versions.newer }
  await publish(host.site, host.publisher, published)
  tell.note(`The publisher's web server offers ${artifactName(published)}, SHA256SUMS and SHA256SUMS.minisig (made by minisign).\n`)
  await configure(host, daemon, { steady, more: versionProbe(daemon) })
}
