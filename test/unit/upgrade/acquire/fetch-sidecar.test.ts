import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../../src/errors.ts'
import { clock } from '../../../../src/host/clock.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { fetchSidecar } from '../../../../src/upgrade/acquire/fetch-sidecar.ts'
import { anOffer, aSource, type ScriptedSource } from '../../../support/a-source.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const sums = Buffer.from('sums\n')
const name = parseArtifactName('SHA256SUMS')
const cut = failure('IO', 'cable')
const fetch = (source: ScriptedSource, signal = new AbortController().signal): Promise<Uint8Array> => fetchSidecar(anOffer, { name, sizeBytesMax: 5 }, { source, clock, stallMs: 60_000 }, signal)

test('whole, of exactly the cap', async () => {
  const source = aSource([{ bytes: sums }])
  assert.deepEqual(await fetch(source), sums)
  assert.equal(source.closed.times, 1)
})

test('V9 none is REFUSED; M33 one byte too many is DATA, promised or not', async () => {
  await rejectsWithFailure('REFUSED', /no 'SHA256SUMS' beside 'jaco\.tar\.gz'/, fetch(aSource([null])))
  for (const sizeBytes of [6, null]) await rejectsWithFailure('DATA', /larger than 5 bytes/, fetch(aSource([{ bytes: Buffer.alloc(6), sizeBytes }])))
})

test('F12 a cut is tried again, three times in all; F15 an early end is a cut', async () => {
  assert.deepEqual(await fetch(aSource([cut, { bytes: sums.subarray(0, 2), sizeBytes: 5 }, { bytes: sums }])), sums)
  const hopeless = aSource([cut, cut, cut, { bytes: sums }])
  await rejectsWithFailure('IO', /cable/, fetch(hopeless))
  assert.equal(hopeless.asked.length, 3)
})

test('given up, it is not tried again; what cannot get better neither', async () => {
  const given = aSource([cut, { bytes: sums }])
  await rejectsWithFailure('IO', /cable/, fetch(given, AbortSignal.abort()))
  const refused = aSource([failure('REFUSED', 'redirect'), { bytes: sums }])
  await rejectsWithFailure('REFUSED', /redirect/, fetch(refused))
  assert.deepEqual([given.asked.length, refused.asked.length], [1, 1])
})
