import assert from 'node:assert/strict'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

import { sha256Of } from '../../../support/a-release.ts'
import type { DaemonWishes } from '../../upgrade/support/acmed.ts'
import { anApp } from '../../upgrade/support/an-app.ts'
import { put } from '../../upgrade/support/an-operators-host.ts'
import { aRow, type Changes, releasesHost, type Row, useShippedFile } from './a-row.ts'
import { holds, running } from './outcome.ts'
import { program, type Verbs } from './program.ts'
import { anEcdsaKey, ecdsaSign, type Files, sha256sums, tarball } from './publisher.ts'

/** banger's publisher, and a host as its own installer left it. */
export interface Life { readonly row: Row & AsyncDisposable; readonly key: string; readonly stranger: string; readonly root: string }

export const app = anApp({ name: 'banger', layout: 'in-place', port: 7001 })
export const places = { 'banger-vsock-agent': '/usr/local/lib/banger/banger-vsock-agent', bangerd: '/usr/local/bin/bangerd', banger: '/usr/local/bin/banger' } as const
export const units = ['bangerd-root.service', 'bangerd.service'] as const
/** What each of the units listens on; a version can be ill in one of them alone. */
export const ports = [app.port, app.port + 1] as const
export const installFile = '/etc/banger/install.toml'
export const operationsFile = '/var/lib/banger/operations.json'
export const dataFile = '/var/lib/banger/state.db'
/** bangerd-root's own: it is there before bangerd starts. */
const rootSocket = '/run/banger/bangerd-root.sock'

/** What it says of the database: 0, 1 or 2; `hangs`, or it has never heard of the question. */
type Schema = 'compatible' | 'migrates' | 'incompatible' | 'hangs' | 'unasked'
/** `daemon`: more words of bangerd, and how it ends then; its port is one of them. `client`: the version that `banger` says, if it is another one. */
export interface Wishes extends DaemonWishes { readonly doctor?: 'fails'; readonly schema?: Schema; readonly daemon?: Verbs; readonly client?: string; readonly socket?: 'none' }

const schemas: Readonly<Record<Schema, Verbs>> = {
  compatible: { '--check-migrations': { says: 'nothing to do' } },
  migrates: { '--check-migrations': { says: '1 migration needed', exit: 1 } },
  incompatible: { '--check-migrations': { says: 'schema 9 is newer than 8', exit: 2 } },
  hangs: {},
  unasked: {},
}

const commitOf = (version: string): string => sha256Of(Buffer.from(version)).slice(0, 8)
const firstLine = 'use strict; use warnings;\n'
const operations = `if (($ARGV[0] // '') eq 'operations') { if (open my $in, '<', '${operationsFile}') { print <$in> } else { print '{"operations": []}' } exit 0 }\n`
const hanging = `if (($ARGV[0] // '') eq '--check-migrations') { sleep 1 while 1 }\n`
/** Each start leaves its version in the data, so that what was put back can be told. */
const writing = ({ version }: Wishes): string => `if (($ARGV[0] // '') =~ /^\\d+$/) { open my $out, '>>', '${dataFile}' or die $!; print $out "${version} $ARGV[0]\\n"; close $out }\n`
const listening = ({ socket }: Wishes): string => `our $own; if (($ARGV[0] // '') eq '${ports[0]}') { unlink '${rootSocket}'; ${socket === 'none' ? '' : `require IO::Socket::UNIX; $own = IO::Socket::UNIX->new(Local => '${rootSocket}', Listen => 1) or die "no socket: $!"`} }\n`

/** `banger v0.1.0 (commit abcd1234, built 2026-04-28T20:45:50Z)`, and the same of the daemon. */
export function programs(wishes: Wishes): Readonly<Record<keyof typeof places, string>> {
  const { version, client = version, doctor, schema = 'migrates', daemon = {} } = wishes
  const says = (name: string, as: string): Verbs => ({ '--version': { says: `${name} v${as} (commit ${commitOf(as)}, built 2026-04-28T20:45:50Z)` } })
  return {
    banger: program(wishes, { ...says('banger', client), doctor: doctor === 'fails' ? { says: 'FAIL: no bridge', exit: 1 } : { says: 'all checks passed' } }).replace(firstLine, (line) => `${line}${operations}`),
    bangerd: program(wishes, { ...says('bangerd', version), '--check-config': { says: 'fine' }, ...schemas[schema], ...daemon }).replace(/(?=require IO::Socket::INET)/, () => `${schema === 'hangs' ? hanging : ''}${writing(wishes)}${listening(wishes)}`),
    'banger-vsock-agent': `agent ${version}`,
  }
}

/** As their installer wrote it. */
export function installText(version: string): string {
  return `# written by install.sh\nowner_user = "op"\nowner_uid = 1000\ninstalled_at = "2026-01-02T03:04:05Z"   # the first time\nversion = "v${version}"\ncommit = "${commitOf(version)}"\nbuilt_at = "2026-04-28T20:45:50Z"\n`
}

/** The first start leaves a virtual machine behind, which no restart may end. */
export const vmFile = '/run/banger/vm.pid'
const machines = `KillMode=process\nSendSIGKILL=no\nRuntimeDirectory=banger\nRuntimeDirectoryPreserve=yes\nExecStartPost=/bin/sh -c '[ -e ${vmFile} ] || { /usr/bin/sleep infinity & echo $$! >${vmFile}; }'\n`
function unitText(index: 0 | 1): string {
  return `[Unit]\n${index === 0 ? '' : `After=${units[0]}\n`}[Service]\nType=notify\nExecStart=${places.bangerd} ${ports[index]}\nRestart=on-failure\nRestartSec=100ms\n${index === 0 ? machines : ''}[Install]\nWantedBy=multi-user.target\n`
}

/** Our units see /etc read-only: what the shipped file says about that. */
const opened = '[Service]\nReadWritePaths=/etc/banger\n'

export async function aLife(t: TestContext, changes: Changes = []): Promise<Life> {
  const row = await aRow(t, { suite: 'bookworm' })
  const { host, host: { machine }, scratch, site } = row
  const [key, stranger] = [anEcdsaKey(join(scratch, 'key')), anEcdsaKey(join(scratch, 'stranger'))]
  const files = programs({ version: '0.1.0' })
  for (const name of Object.keys(places) as (keyof typeof places)[]) put(host, places[name], files[name], 0o755)
  for (const index of [0, 1] as const) put(host, `/etc/systemd/system/${units[index]}`, unitText(index))
  put(host, installFile, installText('0.1.0'), 0o640)
  put(host, dataFile, '')
  for (const name of ['app-upgrade@', 'app-upgrade-']) put(host, `/etc/systemd/system/${name}.service.d/own.conf`, opened)
  put(host, '/etc/app-upgrade/banger.pem', key.publicPem)
  useShippedFile(row, 'banger', { changes })
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'start', ...units])
  const root = join(site, 'banger')
  mkdirSync(root)
  return { row, key: key.secretKey, stranger: stranger.secretKey, root }
}

export const tarballOf = (tag: string): string => `banger-${tag}-linux-amd64.tar.gz`

/** Null: left out. */
export type Changed = Readonly<Record<string, string | Buffer | null>>

/** As their script makes it: `<tag>/` with the three files, flat, and the list of one line, signed as `cosign sign-blob --key` does. */
export function release({ root, key }: Life, wishes: Wishes, more: Changed = {}): string {
  const folder = join(root, `v${wishes.version}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const all: Changed = { ...programs(wishes), ...more }
  const files: Files = Object.fromEntries(Object.entries(all).flatMap(([name, content]) => (content === null ? [] : [[name, content]])))
  tarball(join(folder, tarballOf(`v${wishes.version}`)), null, files)
  sha256sums(folder, [tarballOf(`v${wishes.version}`)])
  signWith(folder, key)
  return folder
}

export const signWith = (folder: string, key: string): void => { writeFileSync(join(folder, 'SHA256SUMS.sig'), `${ecdsaSign(join(folder, 'SHA256SUMS'), key)}\n`) }

/** One key on each line: their installer reads it with sed. */
export function list({ root }: Life, versions: readonly string[], more: Readonly<Record<string, unknown>> = {}): void {
  const url = (version: string, name: string): string => `https://${releasesHost}/banger/v${version}/${name}`
  const releases = versions.map((version) => ({ version: `v${version}`, tarball_url: url(version, tarballOf(`v${version}`)), sha256sums_url: url(version, 'SHA256SUMS'), sha256sums_sig_url: url(version, 'SHA256SUMS.sig') }))
  writeFileSync(join(root, 'manifest.json'), JSON.stringify({ schema_version: 1, latest_stable: `v${versions[0] ?? ''}`, releases, ...more }, null, 2))
}

/** All three files of this version, in both daemons, and so says the file about it. */
export async function runs({ row: { host: { machine } } }: Life, wishes: Wishes): Promise<void> {
  const files = programs(wishes)
  for (const name of Object.keys(places) as (keyof typeof places)[]) await holds(machine, places[name], files[name])
  assert.deepEqual([await running(machine, ports[0]), await running(machine, ports[1])], [wishes.version, wishes.version])
  if (existsSync(join(machine.root, installFile))) assert.equal(await machine.readFile(installFile), installText(wishes.version))
}
