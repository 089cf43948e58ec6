import { createHash } from 'node:crypto'
import type { TrustTools } from '../../src/drivers/trust/driver.ts'
import { failure } from '../../src/errors.ts'
import { disk } from '../../src/host/disk.ts'
import { type ArtifactName, parseArtifactName } from '../../src/release/artifact.ts'
import { parseVersion } from '../../src/release/version.ts'
import type { Evidence } from '../../src/upgrade/ports.ts'

/** 2026-11-21, a little after the signers of test/support date their signatures. */
export const nowMs = Date.UTC(2026, 10, 21)

/** What trust drivers work with, as in the half without a network. */
export function trustTools(overrides: Partial<TrustTools> = {}): TrustTools {
  return { disk, uid: process.getuid?.() ?? 0, net: null, ...overrides }
}

export interface EvidenceWishes {
  readonly artifact?: string
  readonly version?: string
  readonly atMs?: number
  /** Of the artifact. */
  readonly bytes?: Uint8Array
  /** What `bytes` unpack to; without it they are no compressed single file. */
  readonly unpacked?: Uint8Array
  /** What lies beside the release, by name. */
  readonly served?: ReadonlyMap<string, Uint8Array>
  /** What was looked up earlier, by name: then nobody is asked again. */
  readonly kept?: ReadonlyMap<string, Uint8Array>
}
/** Evidence, and what was asked of it: sidecars by name, `digest`, `content`, `unpacked`, `look up <name>`. */
export interface WatchedEvidence extends Evidence { readonly asked: readonly string[] }

/** Evidence as the story gives it, out of memory. */
export function anEvidence(wishes: EvidenceWishes = {}): WatchedEvidence {
  const { bytes = Buffer.from('artifact'), served = new Map(), kept = new Map() } = wishes
  const asked: string[] = []
  return {
    asked,
    artifact: parseArtifactName(wishes.artifact ?? 'jaco-v1.2.3-linux-amd64.tar.gz'),
    version: parseVersion(wishes.version ?? '1.2.3'),
    atMs: wishes.atMs ?? nowMs,
    async sidecar(name, sizeBytesMax) {
      asked.push(name)
      return capped(name, served.get(name), sizeBytesMax)
    },
    async lookedUp(name, sizeBytesMax, lookUp) {
      asked.push(`look up ${name}`)
      return capped(name, kept.get(name) ?? await lookUp(new AbortController().signal), sizeBytesMax)
    },
    async digest() {
      asked.push('digest')
      return { sha256: sha256(bytes), sizeBytes: bytes.length }
    },
    async* content() {
      asked.push('content')
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000)
    },
    async unpackedSha256() {
      asked.push('unpacked')
      if (wishes.unpacked === undefined) throw failure('DATA', 'this is no compressed single file')
      return sha256(wishes.unpacked)
    },
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function capped(name: ArtifactName, bytes: Uint8Array | undefined, sizeBytesMax: number): Uint8Array {
  if (bytes === undefined) throw failure('REFUSED', `there is no '${name}'`)
  if (bytes.length > sizeBytesMax) throw failure('DATA', `'${name}' is larger than ${sizeBytesMax} bytes`)
  return bytes
}
