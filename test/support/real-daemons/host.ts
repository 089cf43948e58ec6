import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { makePackage } from '../../../packaging/package/make-package.ts'
import { aSignedAptRepository } from '../../system/bed/apt-repository.ts'
import { aMachine, type Machine } from '../../system/bed/machine.ts'
import { appText, type Daemon, type Releases, unitText } from './operator.ts'
import { aPublisher, type Publisher } from './publish.ts'
import { serve } from './web-server.ts'

/** A machine on which `apt install app-upgrade` works, with a publisher's web server on its loopback. */
export interface Host {
  readonly machine: Machine
  readonly publisher: Publisher
  /** What the web server serves. */
  readonly site: string
  readonly siteUrl: string
  /** A folder of this run, outside the machine. */
  readonly scratch: string
}

const port = 8080

/** Builds the package (the quick kind), boots with these Debian packages, serves. Everything it makes is gone when this process ends, however it ends. */
export async function aHost(packages: readonly string[] = []): Promise<Host> {
  if (process.getuid?.() !== 0) throw new Error('booting a machine with a real systemd needs root')
  const repository = await aSignedAptRepository([await makePackage({ format: 'deb', arch: 'x64', compression: 'fast' })])
  process.on('exit', () => repository.remove())
  const scratch = scratchFolder()
  const site = join(scratch, 'site')
  mkdirSync(site)
  const machine = await aMachine({ suite: 'bookworm', packages, binds: repository.binds, fullCapabilities: true })
  await repository.use(machine)
  serve({ site, folder: join(scratch, 'nginx'), leader: machine.leader, port })
  return { machine, scratch, site, siteUrl: `http://127.0.0.1:${port}`, publisher: aPublisher(join(scratch, 'key')) }
}

function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'app-upgrade-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** As an operator does it before there is any app-upgrade: copies the executable, writes a unit, starts it. */
export async function installByHand({ machine }: Host, daemon: Daemon, executable: string): Promise<void> {
  copyFileSync(executable, join(machine.share, daemon.binary))
  await machine.must(['install', '-m', '755', `/share/${daemon.binary}`, daemon.publicPath])
  rmSync(join(machine.share, daemon.binary))
  await machine.writeFile(`/etc/systemd/system/${daemon.app}.service`, unitText(daemon))
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'enable', '--quiet', '--now', `${daemon.app}.service`])
  await untilItAnswers(machine, daemon)
}

/** `/etc/app-upgrade/<app>.toml`; returns its text. */
export async function configure({ machine, publisher, siteUrl }: Host, daemon: Daemon, more: Pick<Releases, 'steady' | 'more'>): Promise<string> {
  const url = `${siteUrl}/{tag}/${daemon.app}-{tag}-linux-amd64.tar.gz`
  const text = appText(daemon, { url, publicKey: publisher.publicKey, ...more })
  await machine.writeFile(`/etc/app-upgrade/${daemon.app}.toml`, text)
  return text
}

/** The version that the running daemon itself tells whoever asks, over HTTP; null when it does not answer. */
export async function runningVersion({ machine }: Host, daemon: Daemon): Promise<string | null> {
  const asked = await machine.exec(['curl', '--silent', '--fail', '--max-time', '5', daemon.versionUrl])
  return daemon.versionPattern.exec(asked.stdout)?.[1] ?? null
}

/** curl does the waiting: it tries again on refused connections. */
async function untilItAnswers(machine: Machine, daemon: Daemon): Promise<void> {
  await machine.must(['curl', '--silent', '--fail', '--output', '/dev/null', '--retry', '20', '--retry-delay', '1', '--retry-connrefused', daemon.healthUrl])
}
