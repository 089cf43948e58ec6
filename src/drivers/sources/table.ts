import * as v from 'valibot'
import { failure } from '../../errors.ts'
import { expandTemplate, type Filling } from '../../release/platform.ts'
import { withoutSecrets } from '../../release/siblings.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Source } from '../../upgrade/ports.ts'
import { directory } from './directory.ts'
import type { Recognised, SourceDriver, SourceTools, Typed } from './driver.ts'
import { gitea } from './forges/gitea.ts'
import { github } from './forges/github.ts'
import { gitlab } from './forges/gitlab.ts'
import { manifest } from './manifests/manifest.ts'
import { azure, gcs, s3 } from './stores/object-stores.ts'
import { tree } from './tree.ts'
import { tuf } from './tuf/tuf.ts'
import { url } from './url.ts'

/** Every way of finding releases, by its `kind`. A new one is one file and one name here. */
export const sources = { url, directory, tree, s3, gcs, azure, github, gitea, gitlab, manifest, tuf } as const satisfies Readonly<Record<string, SourceDriver>>

/** The source that these settings describe. */
export function sourceOf(settings: DriverSettings, tools: SourceTools): Source {
  const driver = Object.values<SourceDriver>(sources).find((one) => one.kind === settings.kind)
  if (driver === undefined) throw failure('CONFIG', `there is no source of kind '${settings.kind}'`)
  return driver.make(settings, tools)
}

/** What the archive of this version may be called at this source; null: its settings do not say, because the place itself names it. */
export function archiveNames(settings: DriverSettings, filling: Filling): readonly string[] | null {
  const driver = Object.values<SourceDriver>(sources).find((one) => one.kind === settings.kind)
  if (driver?.names !== undefined) return driver.names(settings, filling)
  return typeof settings['artifact'] === 'string' ? expandTemplate(settings['artifact'], filling) : null
}

/** As `sourceOf`, while settings are only being thought of; null when they are none that a file may hold. */
export function sourceOfValid(settings: DriverSettings, tools: SourceTools): Source | null {
  const driver = Object.values<SourceDriver>(sources).find((one) => one.kind === settings.kind)
  return driver !== undefined && v.safeParse(driver.schema, settings).success ? driver.make(settings, tools) : null
}

/** Who is asked about an address, one after the other: the more an address has to say to be of a kind, the earlier. */
const askedInTurn: readonly SourceDriver[] = [directory, s3, gcs, azure, github, gitlab, gitea, tree, manifest, url]

/** What an address means; USAGE when it means nothing to any source. */
export async function recognised(typed: Typed, tools: SourceTools, signal: AbortSignal): Promise<Recognised> {
  for (const driver of askedInTurn) {
    const found = await driver.recognise?.(typed, tools, signal) ?? null
    if (found !== null) return found
  }
  throw failure('USAGE', `${withoutSecrets(typed.address)} is no place of releases that can be recognised`, { next: 'Give the address of a repository, a manifest.json, a bucket, a directory, or a release archive; or write the app file by hand: app-upgrade.toml(5).' })
}
