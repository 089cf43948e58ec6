import { bundleSource } from '../../drivers/sources/bundle.ts'
import type { SourceTools } from '../../drivers/sources/driver.ts'
import { mirrored } from '../../drivers/sources/mirrored.ts'
import { rememberedAnswers } from '../../drivers/sources/remembered-answers.ts'
import { sourceOf } from '../../drivers/sources/table.ts'
import { machine } from '../../host/machine.ts'
import type { Source } from '../../upgrade/ports.ts'
import type { App } from '../app.ts'
import { architecture } from '../architecture.ts'
import { bundleIn } from './as-asked.ts'
import { netFor, secretsFor } from './net-for.ts'
import { ourVersion } from '../our-version.ts'

/** Where this app's releases come from. `tell`: why something came from a mirror, in words for people. */
export function sourceFor(app: App, tell: (note: string) => void): Source {
  const { settings, places } = app
  const tools: SourceTools = {
    net: netFor(app),
    files: machine.files,
    disk: machine.disk,
    clock: machine.clock,
    architecture: architecture(),
    stallMs: settings.limits.stallMs,
    manifestBytesMax: settings.limits.manifestBytesMax,
    ourVersion,
    secrets: secretsFor(app),
    memory: rememberedAnswers(machine.disk, { directory: places.answers, uid: machine.facts.uid }),
  }
  const bundle = bundleIn(settings)
  if (bundle !== null) return bundleSource(bundle, tools)
  return mirrored([sourceOf(settings.source, tools), ...settings.mirrors.map((mirror) => sourceOf(mirror, tools))], tell)
}
