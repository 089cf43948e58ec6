import type { Memory, Remembered, SourceTools } from '../../src/drivers/sources/driver.ts'
import { failure } from '../../src/errors.ts'
import { clock } from '../../src/host/clock.ts'
import { disk } from '../../src/host/disk.ts'
import { files } from '../../src/host/files.ts'
import { netLimits } from '../../src/host/limits.ts'
import { makeNet } from '../../src/host/net.ts'
import type { Secrets } from '../../src/host/types.ts'
import { parseVersion } from '../../src/release/version.ts'

/** What a source is given, with the real machine and short pauses; everything may be replaced. No secret is known, nothing is remembered yet. */
export function sourceTools(overrides: Partial<SourceTools> = {}): SourceTools {
  return {
    net: makeNet({ ...netLimits, backoffMs: 1 }), files, disk, clock,
    architecture: 'amd64',
    stallMs: 60_000,
    manifestBytesMax: 2 ** 20,
    ourVersion: parseVersion('1.0.0'),
    secrets: knownSecrets({}),
    memory: aMemory(),
    ...overrides,
  }
}

/** These secrets, and CONFIG for every other name. */
export function knownSecrets(known: Readonly<Record<string, string>>): Secrets {
  return {
    async read(name) {
      const value = known[name]
      if (value === undefined) throw failure('CONFIG', `there is no secret '${name}'`)
      return value
    },
  }
}

/** Remembers as long as the test runs; `kept` is what it holds, by address. */
export interface TestMemory extends Memory { readonly kept: Map<string, Remembered> }
export function aMemory(): TestMemory {
  const kept = new Map<string, Remembered>()
  return { kept, recall: async (url) => kept.get(url) ?? null, keep: async (url, answer) => void kept.set(url, answer) }
}
