import { archiveOf } from '../../drivers/archives/table.ts'
import { capped } from '../../drivers/trust/capped.ts'
import type { TrustMemory } from '../../drivers/trust/driver.ts'
import type { Passed } from '../../drivers/trust/fresh.ts'
import { trustOf } from '../../drivers/trust/table.ts'
import { machine } from '../../host/machine.ts'
import type { Net } from '../../host/types.ts'
import type { AcquireTools } from '../../upgrade/acquire/acquire-tools.ts'
import type { App } from '../app.ts'
import { architecture } from '../architecture.ts'
import { extrasFor } from './extras.ts'
import { builtAtMs } from '../built.ts'

const built: Passed = { atMs: builtAtMs, what: 'this program was built', recordedIn: null }

export interface Circumstances {
  /** For what a trust looks up; the applying half has none. */
  readonly net: Net | null
  /** The last moment that this host is known to have seen; null when nothing was recorded. */
  readonly lastSeen: Passed | null
  /** What was believed of a repository before; null for who only looks. */
  readonly memory: TrustMemory | null
}

/** What both halves hold a release to, each for itself. */
export function beliefs(settings: App['settings'], { net, lastSeen, memory }: Circumstances): Pick<AcquireTools, 'trust' | 'archiveOf' | 'rules' | 'archiveLimits' | 'minimumVersion'> & { readonly artifactBytesMax: number } {
  const { limits, archive, binaries, generate, release } = settings
  const rules = { binaries: binaries.map((file) => file.name), keep: archive.keep, members: archive.members, extras: extrasFor(settings), made: [...archive.carry, ...generate.map(({ to }) => to)], architecture: architecture() }
  return {
    trust: capped(trustOf(settings.trust, { disk: machine.disk, uid: machine.facts.uid, net, ...(memory === null ? {} : { memory }) }, { threshold: release.threshold, expiry: release.expiry, notBefore: [built, ...(lastSeen === null ? [] : [lastSeen])] }), limits.sidecarBytesMax),
    archiveOf: (artifact) => archiveOf(artifact, { decompressors: machine.decompressors, binaries: rules.binaries }),
    rules,
    archiveLimits: { unpackedBytesMax: limits.unpackedBytesMax, entriesMax: limits.entriesMax },
    minimumVersion: release.minimumVersion,
    artifactBytesMax: limits.artifactBytesMax,
  }
}
