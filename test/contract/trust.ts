import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../src/errors.ts'
import { type ArtifactName, parseArtifactName } from '../../src/release/artifact.ts'
import { parseVersion } from '../../src/release/version.ts'
import type { Evidence, Statement, Trust } from '../../src/upgrade/ports.ts'
import { seal } from '../../src/upgrade/verified.ts'
import { sha256Of, type SignedRelease } from '../support/a-release.ts'
import { rejectsWithFailure } from '../support/throws.ts'

/** 2026-11-21, a little after the signers of test/support date their signatures. */
export const nowMs = Date.UTC(2026, 10, 21)

export interface EvidenceWishes {
  readonly artifact?: string
  readonly version?: string
  readonly atMs?: number
  readonly bytes?: Buffer
  readonly served?: ReadonlyMap<string, Buffer>
}
export interface WatchedEvidence extends Evidence { readonly asked: readonly string[] }

/** Evidence as the story gives it, and what was asked of it. */
export function evidenceOf(release: SignedRelease, wishes: EvidenceWishes = {}): WatchedEvidence {
  const asked: string[] = []
  return {
    asked,
    artifact: wishes.artifact === undefined ? release.artifact : parseArtifactName(wishes.artifact),
    version: wishes.version === undefined ? release.version : parseVersion(wishes.version),
    atMs: wishes.atMs ?? nowMs,
    async sidecar(name: ArtifactName, sizeBytesMax: number) {
      asked.push(name)
      const bytes = (wishes.served ?? release.served).get(name)
      if (bytes === undefined) throw failure('REFUSED', `there is no '${name}'`)
      if (bytes.length > sizeBytesMax) throw failure('DATA', `'${name}' is larger than ${sizeBytesMax} bytes`)
      return bytes
    },
    async digest() {
      asked.push('digest')
      const bytes = wishes.bytes ?? release.bytes
      return { sha256: sha256Of(bytes), blake2b512: null, sizeBytes: bytes.length }
    },
  }
}

/** What every trust must do: `trust` believes `good`, and knows nothing of `stranger`. */
export function trustContract(kind: string, trust: () => Trust, good: SignedRelease, stranger: SignedRelease): void {
  test(`${kind}: a signed release is a sealed statement with its grounds`, async () => {
    const statement = await trust().verify(evidenceOf(good))
    assert.equal(statement[seal], true)
    const { artifact, version, sha256, grounds }: Statement = statement
    assert.deepEqual([artifact, version, sha256], [good.artifact, good.version, good.sha256])
    assert.ok(grounds.length > 0 && grounds.every((ground) => ground !== ''))
    assert.ok(Object.isFrozen(statement))
  })

  test(`${kind}: V12 one changed byte of the artifact is TAMPERED`, async () => {
    const bytes = Buffer.from(good.bytes)
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    await rejectsWithFailure('TAMPERED', /sha256/, trust().verify(evidenceOf(good, { bytes })))
  })

  test(`${kind}: what a stranger signed is TAMPERED, and its artifact is not even asked for`, async () => {
    const evidence = evidenceOf(stranger)
    await rejectsWithFailure('TAMPERED', /./, trust().verify(evidence))
    assert.ok(!evidence.asked.includes('digest'))
  })

  test(`${kind}: V8 another version than the signed one is REFUSED, and its artifact is not even asked for`, async () => {
    const evidence = evidenceOf(good, { version: '99.0.0' })
    await rejectsWithFailure('REFUSED', /nothing signed says that this is version 99\.0\.0/, trust().verify(evidence))
    assert.ok(!evidence.asked.includes('digest'))
  })

  test(`${kind}: V9 a missing sidecar is REFUSED`, async () => {
    for (const name of evidenceSidecars(good)) {
      const served = new Map([...good.served].filter(([other]) => other !== name))
      await rejectsWithFailure('REFUSED', /there is no/, trust().verify(evidenceOf(good, { served })))
    }
  })

  test(`${kind}: F36 an error of the evidence is never taken for a yes`, async () => {
    const evidence: Evidence = { ...evidenceOf(good), digest: () => Promise.reject(new Error('out of memory')) }
    await assert.rejects(trust().verify(evidence), /out of memory/)
  })
}

function evidenceSidecars(release: SignedRelease): readonly string[] {
  return [...release.served.keys()].filter((name) => name !== release.artifact)
}

