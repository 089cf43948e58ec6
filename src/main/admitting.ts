import { releasesIn } from '../drivers/layouts/where.ts'
import { durableMemory } from '../drivers/trust/tuf/durable-memory.ts'
import { machine } from '../host/machine.ts'
import { admit } from '../upgrade/admit.ts'
import type { Shown } from '../upgrade/report.ts'
import type { Acquired, Admitted } from '../upgrade/run.ts'
import type { App } from './app.ts'
import { beliefs, type Circumstances } from './beliefs.ts'

type Admitting = Pick<Circumstances, 'lastSeen'> & { readonly tell: (shown: Shown) => void }

/** The applying half's own look at what was acquired: verified again, without any network, and laid down where its layout wants releases. */
export async function admitHere({ settings, places }: App, acquired: Acquired, { lastSeen, tell }: Admitting): Promise<Admitted> {
  return admit(acquired, {
    disk: machine.disk,
    files: machine.files,
    clock: machine.clock,
    shelf: places.shelf,
    scratch: `${places.state}/admit.partial`,
    releases: releasesIn(settings.layout, places.releases),
    owner: { uid: machine.facts.uid, gid: machine.facts.gid },
    ...beliefs(settings, { net: null, lastSeen, memory: durableMemory(machine.disk, `${places.state}/tuf`) }),
    tell,
  }, new AbortController().signal)
}
