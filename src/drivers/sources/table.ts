import { failure } from '../../errors.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Source } from '../../upgrade/ports.ts'
import { directory } from './directory.ts'
import type { SourceDriver, SourceTools } from './driver.ts'
import { gitea } from './gitea.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { manifest } from './manifest.ts'
import { azure, gcs, s3 } from './object-stores.ts'
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
