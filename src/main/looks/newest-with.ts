import { posix } from 'node:path'
import { releasesOnDisk } from '../../drivers/layouts/prune.ts'
import { releasesIn } from '../../drivers/layouts/where.ts'
import { machine } from '../../host/machine.ts'
import { compareVersions, readVersion, type Version } from '../../release/version.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'

interface Lying { readonly version: string; readonly directory: string }

/** The newest release that lies here, also if it was only staged, with all of these files. None that is older than the live one; null: none has them. */
export async function newestWith({ settings, places }: App, { live }: LiveState, members: readonly string[]): Promise<Lying | null> {
  const staged = (await releasesOnDisk(machine.disk, releasesIn(settings.layout, places.releases))).flatMap(({ directory }) => {
    const version = readVersion(posix.basename(directory).replace(/~.*$/, ''))
    return version === null || !isNewer(version, live?.version ?? null) ? [] : [{ version, directory }]
  })
  const newestFirst: readonly Lying[] = [...staged.toSorted((one, other) => compareVersions(other.version, one.version)), ...(live === null ? [] : [live])]
  for (const { version, directory } of newestFirst) {
    const looks = await Promise.all(members.map((member) => machine.disk.look(posix.join(directory, member))))
    if (looks.every((look) => look?.kind === 'file')) return { version, directory }
  }
  return null
}

function isNewer(version: Version, live: string | null): boolean {
  const known = live === null ? null : readVersion(live)
  return known === null || compareVersions(version, known) > 0
}
