import { archiveOf } from '../drivers/archives/table.ts'
import { trustOf } from '../drivers/trust/table.ts'
import { machine } from '../host/machine.ts'
import type { Net } from '../host/types.ts'
import type { AcquireTools } from '../upgrade/acquire-tools.ts'
import type { App } from './app.ts'
import { architecture } from './architecture.ts'

/** What both halves hold a release to, each for itself. `net`: for what a trust looks up; the applying half has none. */
export function beliefs(settings: App['settings'], net: Net | null): Pick<AcquireTools, 'trust' | 'archiveOf' | 'rules' | 'archiveLimits'> & { readonly artifactBytesMax: number } {
  const { limits, archive, binaries } = settings
  return {
    trust: trustOf(settings.trust, { disk: machine.disk, uid: machine.facts.uid, net }),
    archiveOf: (artifact) => archiveOf(artifact, { gunzip: machine.gunzip }),
    rules: { binaries: binaries.map((file) => file.name), keep: archive.keep, members: archive.members, architecture: architecture() },
    archiveLimits: { unpackedBytesMax: limits.unpackedBytesMax, entriesMax: limits.entriesMax },
    artifactBytesMax: limits.artifactBytesMax,
  }
}
