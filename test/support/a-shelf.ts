import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { archiveOf } from '../../src/drivers/archives/table.ts'
import { sourceOf } from '../../src/drivers/sources/table.ts'
import { trustOf } from '../../src/drivers/trust/table.ts'
import { clock } from '../../src/host/clock.ts'
import { decompressors } from '../../src/host/decompressors.ts'
import { disk } from '../../src/host/disk.ts'
import { files } from '../../src/host/files.ts'
import { locks } from '../../src/host/lock.ts'
import type { AcquireTools } from '../../src/upgrade/acquire/acquire-tools.ts'
import type { AdmitTools } from '../../src/upgrade/admit/admit-tools.ts'
import type { DriverSettings } from '../../src/upgrade/plan.ts'
import type { Source, UpgradeEvent } from '../../src/upgrade/ports.ts'
import type { ContentRules } from '../../src/upgrade/admit/release-content.ts'
import { aDirectory } from './a-directory.ts'
import { aStanding } from './a-standing.ts'
import { aMinisignSigner } from './a-minisign-signer.ts'
import { sourceTools } from './source-tools.ts'

/** Both halves with the real machine under a directory of the test's own; everything may be replaced. */
export interface ShelfBed { readonly home: string; readonly events: UpgradeEvent[]; readonly acquire: AcquireTools; readonly admit: AdmitTools }

export const rules: ContentRules = { binaries: ['jaco', 'jacod'], keep: 'files', members: null, architecture: 'amd64' }
export const trustedKey = aMinisignSigner(1).keyLine
const never = (): UpgradeEvent[] => []

export function aShelf(t: TestContext, source: DriverSettings | Source, home = aDirectory(t)): ShelfBed {
  const events = never()
  const tell = (event: UpgradeEvent): void => void events.push(event)
  const me = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
  const trust = trustOf([{ kind: 'minisign', keys: [trustedKey] }], { disk, uid: me.uid, net: null })
  const cache = join(home, 'cache')
  mkdirSync(cache, { recursive: true })
  const shared = {
    disk, files, clock, tell, trust, rules,
    archiveOf: (artifact: Parameters<typeof archiveOf>[0]) => archiveOf(artifact, { decompressors, binaries: rules.binaries }),
    archiveLimits: { unpackedBytesMax: 2 ** 24, entriesMax: 1000 },
    artifactBytesMax: 2 ** 24,
    minimumVersion: null,
    shelf: join(cache, 'shelf'),
  }
  return {
    home, events,
    acquire: { ...shared, source: asSource(source), locks, cache, ownership: { ...me, mode: 0o644 }, stallMs: 60_000, downloadMs: 300_000, standing: aStanding({ live: null, occasion: 'person' }), fetches: 'yes', listing: join(cache, 'listing.json') },
    admit: { ...shared, scratch: join(home, 'state', 'admit.partial'), releases: join(home, 'app', 'releases'), owner: me },
  }
}

function asSource(source: DriverSettings | Source): Source {
  if ('find' in source && typeof source.find === 'function') return source as Source
  return sourceOf(source as DriverSettings, sourceTools())
}
