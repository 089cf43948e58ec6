import { machine } from '../host/machine.ts'
import type { AcquireTools } from '../upgrade/acquire-tools.ts'
import { acquire } from '../upgrade/acquire.ts'
import type { Wanted } from '../upgrade/ports.ts'
import type { Shown } from '../upgrade/report.ts'
import type { Acquired } from '../upgrade/run.ts'
import { acquiringCircumstances } from './acquiring-circumstances.ts'
import type { App } from './app.ts'
import { beliefs } from './beliefs.ts'
import { followed } from './followed.ts'
import { sourceFor } from './source-for.ts'

type Tell = (shown: Shown) => void

/** The harmless half, in this process. */
export async function acquireHere(app: App, wanted: Wanted, tell: Tell): Promise<Acquired> {
  const { version, sha256 } = await acquire(followed(wanted, app.settings.policy), await acquireTools(app, tell), new AbortController().signal)
  return { version, sha256 }
}

async function acquireTools(app: App, tell: Tell): Promise<AcquireTools> {
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
    ...beliefs(app.settings, await acquiringCircumstances(app)),
    tell,
  }
}
