import { posix } from 'node:path'
import { metricsOf } from '../../cli/words/metrics.ts'
import { exposition } from '../../formats/prometheus.ts'
import { machine } from '../../host/machine.ts'
import { replaceNote } from '../../upgrade/durable.ts'
import { readLastRun } from '../../upgrade/memory/last-run.ts'
import { historyOf, readRecords } from '../../upgrade/memory/records.ts'
import { spooledCount } from '../../upgrade/spool.ts'
import { stuckSince } from '../../upgrade/memory/stuck.ts'
import { openApp } from '../app.ts'
import { ourVersion } from '../our-version.ts'
import { status } from '../looks/status.ts'

/** In the directory of node_exporter's textfile collector, where there is one. It reads whole files only, for a rename puts them there. */
export async function remakeMetrics(name: string): Promise<void> {
  const { settings: { exports: { metrics: directory } }, places } = await openApp(name)
  if (directory === null || (await machine.disk.look(directory))?.kind !== 'directory') return
  const records = await readRecords(machine.disk, places.journals)
  const lastRun = await readLastRun(machine.disk, places)
  const metrics = metricsOf({
    program: ourVersion ?? 'unknown', status: await status(name), history: historyOf(records), lastRun, stuckSinceMs: stuckSince(records, lastRun), spooled: await spooledCount(machine.disk, places.spool),
  })
  await replaceNote(machine.disk, posix.join(directory, `app-upgrade-${name}.prom`), Buffer.from(exposition(metrics)), 0o644)
}
