import { posix } from 'node:path'
import { metricsOf } from '../../cli/words/metrics.ts'
import { motdOf } from '../../cli/words/motd.ts'
import type { ExportSettings } from '../../config/settings.ts'
import { isFailure } from '../../errors.ts'
import { exposition } from '../../formats/prometheus.ts'
import { machine } from '../../host/machine.ts'
import { ensureDirectory, replaceNote } from '../../upgrade/durable.ts'
import { readLastRun } from '../../upgrade/last-run.ts'
import { historyOf, readRecords } from '../../upgrade/records.ts'
import { spooledCount } from '../../upgrade/spool.ts'
import { stuckSince } from '../../upgrade/stuck.ts'
import { openApp } from '../app.ts'
import { ourVersion } from '../our-version.ts'
import { theScope } from '../scope.ts'
import { quietly } from './quietly.ts'

/** Files for others to read, made anew from the truth. Never read by us, and never a reason for anything to fail. */
export async function remakeExports(app: string): Promise<void> {
  await quietly(() => remakeMotd(app))
  await quietly(() => remakeMetrics(app))
}

/** In the directory of node_exporter's textfile collector, where there is one. It reads whole files only, for a rename puts them there. */
async function remakeMetrics(name: string): Promise<void> {
  const { settings: { exports: { metrics: directory } }, places } = await openApp(name)
  if (directory === null || (await machine.disk.look(directory))?.kind !== 'directory') return
  const records = await readRecords(machine.disk, places.journals)
  const lastRun = await readLastRun(machine.disk, places)
  const { status } = await import('../status.ts')
  const text = exposition(metricsOf({
    program: ourVersion ?? 'unknown', status: await status(name), history: historyOf(records), lastRun, stuckSinceMs: stuckSince(records, lastRun), spooled: await spooledCount(machine.disk, places.spool),
  }))
  await replaceNote(machine.disk, posix.join(directory, `app-upgrade-${name}.prom`), Buffer.from(text), 0o644)
}

/** One line at login (pam_motd(8)) while the app is stuck. In /run: at boot it is made again. */
export async function remakeMotd(app: string): Promise<void> {
  const places = theScope().places(app)
  // A user's daemons are no news to everybody who logs in.
  if (places.owner !== 0) return
  const path = `/run/motd.d/app-upgrade-${app}`
  const since = stuckSince(await readRecords(machine.disk, places.journals), await readLastRun(machine.disk, places))
  if (since === null || (await wantsMotd(app)) === 'no') return machine.disk.remove(path)
  await ensureDirectory(machine.disk, posix.dirname(path), 0o755)
  await replaceNote(machine.disk, path, Buffer.from(motdOf(app, since)), 0o644)
}

/** An app whose settings cannot be read may be stuck all the same. */
async function wantsMotd(app: string): Promise<ExportSettings['motd']> {
  try {
    return (await openApp(app)).settings.exports.motd
  } catch (thrown) {
    if (isFailure(thrown)) return 'yes'
    throw thrown
  }
}
