import { machine } from '../host/machine.ts'
import { releasesIn } from '../drivers/layouts/where.ts'
import { adoptedLabel, digestsOf, liveDirectory, recorded, type LiveRelease } from '../upgrade/live.ts'
import { plansOf, readRecords, type TransactionRecord } from '../upgrade/records.ts'
import type { App } from './app.ts'

/** What is live, and what the journals know of it. Null: nothing lies at any public path. */
export interface LiveState { readonly live: LiveRelease | null; readonly records: readonly TransactionRecord[] }

/** `ask`: how a release that nobody recorded is asked for its version; answers null when it does not tell. */
export async function liveState({ settings, places }: App, ask: () => Promise<string | null>): Promise<LiveState> {
  const records = await readRecords(machine.disk, places.journals)
  const sha256 = await digestsOf(machine.disk, settings.binaries.map((file) => file.publicPath))
  const first = settings.binaries.find((file) => (sha256.get(file.publicPath) ?? null) !== null)
  if (first === undefined) return { live: null, records }
  const known = recorded(plansOf(records), sha256) ?? { version: (await ask()) ?? adoptedLabel(sha256), artifactSha256: null }
  const directory = await liveDirectory(machine.disk, first.publicPath, releasesIn(settings.layout, places.releases), known.version)
  return { live: { ...known, directory, sha256 }, records }
}

export const askNobody = async (): Promise<null> => null
