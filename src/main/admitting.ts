import { releasesIn } from '../drivers/layouts/where.ts'
import { archiveNames } from '../drivers/sources/table.ts'
import { durableMemory } from '../drivers/trust/tuf/durable-memory.ts'
import { machine } from '../host/machine.ts'
import { admit } from '../upgrade/admit/admit.ts'
import type { Version } from '../release/version.ts'
import type { Shown } from '../upgrade/report.ts'
import type { Acquired, Admitted } from '../upgrade/run.ts'
import type { App } from './app.ts'
import { architecture } from './architecture.ts'
import { beliefs, type Circumstances } from './acquire/beliefs.ts'

type Admitting = Pick<Circumstances, 'lastSeen'> & { readonly tell: (shown: Shown) => void }

/** The applying half's own look at what was acquired: verified again, without any network, and laid down where its layout wants releases. */
export async function admitHere({ settings, places }: App, acquired: Acquired, { lastSeen, tell }: Admitting): Promise<Admitted> {
  return admit(acquired, {
    disk: machine.disk,
    files: machine.files,
    clock: machine.clock,
    shelf: places.shelf,
    names: (version) => archiveNamesIn(settings, version),
    scratch: `${places.state}/admit.partial`,
    releases: releasesIn(settings.layout, places.releases),
    owner: { uid: machine.facts.uid, gid: machine.facts.gid },
    ...beliefs(settings, { net: null, lastSeen, memory: durableMemory(machine.disk, `${places.state}/tuf`) }),
    tell,
  }, new AbortController().signal)
}

/** By the source or any of its mirrors; null as soon as one of them does not say. */
function archiveNamesIn({ source, mirrors }: App['settings'], version: Version): readonly string[] | null {
  const filling = { version, architecture: architecture() }
  const said = [source, ...mirrors].map((one) => archiveNames(one, filling))
  return said.some((names) => names === null) ? null : said.flatMap((names) => names ?? [])
}
