import { isFailure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { releasesIn } from '../drivers/layouts/where.ts'
import { adoptedLabel, digestsOf, liveDirectory, recorded, versionByPlace, type LiveRelease } from '../upgrade/live.ts'
import { plansOf, readRecords, type TransactionRecord } from '../upgrade/memory/records.ts'
import type { App } from './app.ts'

/** What is live, and what the journals know of it. Null: nothing lies at any public path. */
export interface LiveState { readonly live: LiveRelease | null; readonly records: readonly TransactionRecord[]; readonly readable: 'yes' | 'no' }

/** `ask`: how a release that nobody recorded is asked for its version; answers null when it does not tell. */
export async function liveState({ settings, places }: App, ask: () => Promise<string | null>): Promise<LiveState> {
  const { records, readable } = await recordsFor(places)
  const sha256 = await digestsOf(machine.disk, settings.binaries.map((file) => file.publicPath))
  const first = settings.binaries.find((file) => (sha256.get(file.publicPath) ?? null) !== null)
  if (first === undefined) return { live: null, records, readable }
  const releases = releasesIn(settings.layout, places.releases)
  const unrecorded = async (): Promise<string> => (readable === 'yes' ? await ask() : await versionByPlace(machine.disk, first.publicPath, releases)) ?? adoptedLabel(sha256)
  const known = recorded(plansOf(records), sha256) ?? { version: await unrecorded(), artifactSha256: null }
  const directory = await liveDirectory(machine.disk, first.publicPath, releases, known.version)
  return { live: { ...known, directory, sha256 }, records, readable }
}

/** The journals are root's, because they hold a daemon's last words. Others see what is live, and not how it came to be. */
async function recordsFor(places: App['places']): Promise<{ readonly records: readonly TransactionRecord[]; readonly readable: 'yes' | 'no' }> {
  try {
    return { records: await readRecords(machine.disk, places.journals), readable: 'yes' }
  } catch (thrown) {
    if (isFailure(thrown) && thrown.code === 'PERMISSION') return { records: [], readable: 'no' }
    throw thrown
  }
}

export const askNobody = async (): Promise<null> => null
