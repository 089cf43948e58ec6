import { test } from 'node:test'
import assert from 'node:assert/strict'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { fetchBelieved } from '../../../../src/upgrade/acquire/fetch-believed.ts'
import { sidecarsMax } from '../../../../src/upgrade/limits.ts'
import type { Trust } from '../../../../src/upgrade/ports.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aShelf } from '../../../support/a-shelf.ts'
import { anOffer, aSource } from '../../../support/a-source.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

test('more small files than a shelf record may list are REFUSED while they are asked for, not when nobody can read the record', async (t) => {
  const source = aSource(Array.from({ length: sidecarsMax + 1 }, () => ({ bytes: Buffer.from('x') })))
  const greedy: Trust = {
    async verify(evidence) {
      for (let at = 0; at < sidecarsMax; at++) await evidence.sidecar(parseArtifactName(`s${at}`), 10)
      await evidence.sidecar(parseArtifactName('s0'), 10)
      await evidence.sidecar(parseArtifactName('one-more'), 10)
      return assert.fail('it was given')
    },
  }
  await rejectsWithFailure('REFUSED', /more than 64 small files/, fetchBelieved(anOffer, aDirectory(t), { ...aShelf(t, source).acquire, trust: greedy }, new AbortController().signal))
  assert.equal(source.asked.length, sidecarsMax)
})
