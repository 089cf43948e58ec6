import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Evidence, Statement, Trust } from '../../src/upgrade/ports.ts'
import { seal } from '../../src/upgrade/verified.ts'
import type { SignedRelease } from '../support/a-release.ts'
import { rejectsWithFailure } from '../support/throws.ts'
import { anEvidence, nowMs, type EvidenceWishes, type WatchedEvidence } from '../support/trust-tools.ts'

export { nowMs }

/** Evidence of a whole release, of which anything may be another. */
export function evidenceOf(release: SignedRelease, wishes: EvidenceWishes = {}): WatchedEvidence {
  return anEvidence({ artifact: release.artifact, version: release.version, bytes: release.bytes, served: release.served, ...wishes })
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

  test(`${kind}: V9 J32 a missing sidecar is REFUSED: unsigned is not good enough`, async () => {
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

