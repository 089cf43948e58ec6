import { execFileSync } from 'node:child_process'
import { copyFileSync, linkSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Daemon } from '../../support/real-daemons/operator.ts'
import { goTool } from '../../tools/go-tool.ts'
import { aLargeExecutable, acquired, anotherDaemon, type BenchHost, nextVersion, steadySeconds, timed, upgradeTo } from '../bench-host.ts'
import { inTurns } from '../in-turns.ts'
import type { Row } from '../row.ts'

/** One program of about 90 MB in bzip2, published by go-updater's own tool; fetched by its client, and by us. Theirs begins with finding and ends with the swap. */
export async function goUpdater(bench: BenchHost, runs: number): Promise<readonly Row[]> {
  const { host } = bench
  const repository = await aRepository(bench)
  const [ours, theirs] = [await anotherDaemon(bench, 'tree', 9300), await anotherDaemon(bench, 'by-updater', 9400)]
  await host.machine.writeFile('/etc/app-upgrade/tree.toml', appText(ours, host.siteUrl))
  copyFileSync(await goTool('go-updater-client'), join(host.machine.share, 'go-updater-client'))
  const client = async (more = ''): Promise<number> =>
    await timed(host, ['sh', '-ec', `/share/go-updater-client "$@"; ${more}`, 'sh', `${host.siteUrl}/tree`, `v${nextOf(repository)}`, theirs.publicPath]) / 1000
  const alone = await inTurns(runs, { ours: async () => await acquired({ host, daemon: ours }, nextOf(repository)) / 1000, theirs: async () => await client() })
  const whole = await inTurns(runs, {
    ours: async () => await upgradeTo({ host, daemon: ours }, nextOf(repository)) / 1000 - steadySeconds,
    theirs: async () => await client(`systemctl restart ${theirs.app}.service`),
  })
  return [
    { what: 'acquire of a 90 MB program in bzip2, go-updater', unit: 's', ...alone, goal: '≤ 1.0' },
    { what: `whole upgrade with it without the ${steadySeconds} s of watching, go-updater and a restart`, unit: 's', ...whole, goal: '≤ 1.0' },
  ]
}

interface Repository { readonly folder: string; readonly packed: string; readonly release: Readonly<Record<string, unknown>> }

/** Compressed once, by their tool; every further version links to it. */
async function aRepository(bench: BenchHost): Promise<Repository> {
  const { host: { scratch, site } } = bench
  const program = join(scratch, 'tree')
  renameSync(await aLargeExecutable(bench), program)
  mkdirSync(join(scratch, 'first'))
  execFileSync(await goTool('update-repo'), [program, '--version', '1.0.0', '--os', 'linux', '--arch', 'amd64', '--repo', join(scratch, 'first')], { timeout: 600_000, stdio: ['ignore', 'ignore', 'pipe'] })
  const made = join(scratch, 'first/1.0.0/linux/amd64')
  const release = JSON.parse(readFileSync(join(made, 'release.json'), 'utf8')) as { readonly binary: string }
  return { folder: join(site, 'tree'), packed: join(made, release.binary), release }
}

function nextOf({ folder, packed, release }: Repository): string {
  const version = nextVersion()
  const into = join(folder, `v${version}`, 'linux/amd64')
  mkdirSync(into, { recursive: true })
  linkSync(packed, join(into, 'tree.bz2'))
  writeFileSync(join(into, 'release.json'), JSON.stringify({ ...release, binary: 'tree.bz2' }))
  return version
}

function appText({ app, binary, publicPath, healthUrl }: Daemon, siteUrl: string): string {
  return `[source]
kind = "tree"
url  = "${siteUrl}/tree"

[[trust]]
kind     = "checksums"
unsigned = "accepted"
list     = "release.json"

[layout]
kind  = "links"
home  = "/opt/${app}"
files = { "${binary}" = "${publicPath}" }

[[unit]]
name = "${app}.service"

[[probe]]
kind = "http"
url  = "${healthUrl}"

[health]
deadline = "20s"
steady   = "${steadySeconds}s"
`
}
