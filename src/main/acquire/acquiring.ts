import { machine } from '../../host/machine.ts'
import type { AcquireTools } from '../../upgrade/acquire/acquire-tools.ts'
import { acquire } from '../../upgrade/acquire/acquire.ts'
import { standingOf } from '../../upgrade/memory/known.ts'
import type { Shown } from '../../upgrade/report.ts'
import type { Acquired } from '../../upgrade/run.ts'
import { acquiringCircumstances } from './acquiring-circumstances.ts'
import type { App } from '../app.ts'
import { beliefs } from './beliefs.ts'
import { type Errand, isNamed } from './errand.ts'
import { followed, nameOf } from './followed.ts'
import { sourceFor } from './source-for.ts'

type Tell = (shown: Shown) => void

/** The harmless half, in this process. Null: there is nothing that this host may take. */
export async function acquireHere(app: App, errand: Errand, tell: Tell): Promise<Acquired | null> {
  const { wanted: { version, channel } } = errand
  const wanted = { version, channel: version === null ? nameOf(followed(channel, app.settings)) : null }
  const record = await acquire(wanted, await acquireTools(app, errand, tell), new AbortController().signal)
  return record === null ? null : { version: record.version, sha256: record.sha256 }
}

async function acquireTools(app: App, { wanted, request, known }: Errand, tell: Tell): Promise<AcquireTools> {
  const { settings, places } = app
  const { limits, policy, release: { minimumVersion } } = settings
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
    standing: standingOf(known, { app: app.name, rules: { ...policy, channel: followed(wanted.channel, settings) }, minimumVersion, wanted, request, nowMs: machine.clock.nowMs() }),
    fetches: known.fetches,
    listing: isNamed(request) ? null : places.listing,
    stallMs: limits.stallMs,
    downloadMs: limits.downloadMs,
    ...beliefs(settings, await acquiringCircumstances(app)),
    tell,
  }
}
