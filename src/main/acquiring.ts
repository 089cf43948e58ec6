import { releasesIn } from '../drivers/layouts/where.ts'
import { machine } from '../host/machine.ts'
import type { AcquireTools } from '../upgrade/acquire-tools.ts'
import { acquire } from '../upgrade/acquire.ts'
import { admit } from '../upgrade/admit.ts'
import type { Wanted } from '../upgrade/ports.ts'
import type { Shown } from '../upgrade/report.ts'
import type { Acquired, Admitted } from '../upgrade/run.ts'
import type { App } from './app.ts'
import { beliefs } from './beliefs.ts'
import { followed } from './followed.ts'
import { netFor } from './net-for.ts'
import { sourceFor } from './source-for.ts'

type Tell = (shown: Shown) => void

/** The harmless half, in this process. */
export async function acquireHere(app: App, wanted: Wanted, tell: Tell): Promise<Acquired> {
  const { version, sha256 } = await acquire(followed(wanted, app.settings.policy), acquireTools(app, tell), new AbortController().signal)
  return { version, sha256 }
}

/** The applying half's own look at what was acquired: verified again, and laid down where its layout wants releases. */
export async function admitHere({ settings, places }: App, acquired: Acquired, tell: Tell): Promise<Admitted> {
  return admit(acquired, {
    disk: machine.disk,
    files: machine.files,
    clock: machine.clock,
    shelf: places.shelf,
    scratch: `${places.state}/admit.partial`,
    releases: releasesIn(settings.layout, places.releases),
    owner: { uid: machine.facts.uid, gid: machine.facts.gid },
    ...beliefs(settings, null),
    tell,
  }, new AbortController().signal)
}

function acquireTools(app: App, tell: Tell): AcquireTools {
  const { settings: { limits }, places } = app
  return {
    source: sourceFor(app, (text) => tell({ kind: 'note', text })),
    disk: machine.disk,
    files: machine.files,
    clock: machine.clock,
    locks: machine.locks,
    // Whoever acquires owns what it fetched; the applying half is in its group and copies before it looks.
    ownership: { mode: 0o644, uid: machine.facts.uid, gid: machine.facts.gid },
    cache: places.cache,
    shelf: places.shelf,
    stallMs: limits.stallMs,
    downloadMs: limits.downloadMs,
    ...beliefs(app.settings, netFor(app)),
    tell,
  }
}
