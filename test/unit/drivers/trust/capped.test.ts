import assert from 'node:assert/strict'
import { test } from 'node:test'
import { capped } from '../../../../src/drivers/trust/capped.ts'
import { sealed } from '../../../../src/drivers/trust/seal.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import type { Trust } from '../../../../src/upgrade/ports.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'
import { anEvidence } from '../../../support/trust-tools.ts'

const list = parseArtifactName('SHA256SUMS')
/** Reads both kinds of small files, with caps of its own. */
const reads = (ownMax: number): Trust => ({
  async verify(evidence) {
    const { artifact, version } = evidence
    await evidence.sidecar(list, ownMax)
    await evidence.lookedUp(list, ownMax, async () => Buffer.alloc(20))
    return sealed({ artifact, version, sha256: (await evidence.digest()).sha256, expiresAtMs: null, grounds: [] })
  },
})
const evidenceOf = (sizeBytes: number): ReturnType<typeof anEvidence> => anEvidence({ served: new Map([['SHA256SUMS', Buffer.alloc(sizeBytes)]]) })

test("D2 the operator's cap counts where it is smaller, the trust's own where that is", async () => {
  assert.equal((await capped(reads(100), 20).verify(evidenceOf(20))).version, '1.2.3')
  await rejectsWithFailure('DATA', /larger than 19/, capped(reads(100), 19).verify(evidenceOf(20)))
  await rejectsWithFailure('DATA', /larger than 20/, capped(reads(20), 100).verify(evidenceOf(21)))
})

test('D2 what is looked up is capped too', async () => {
  await rejectsWithFailure('DATA', /larger than 19/, capped(reads(100), 19).verify(evidenceOf(1)))
})
