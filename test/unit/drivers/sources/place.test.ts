import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstThat, type Place, readSmall } from '../../../../src/drivers/sources/place.ts'
import { failure } from '../../../../src/errors.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const never = new AbortController().signal
const outcomes: Readonly<Record<string, () => Promise<string | null>>> = {
  found: async () => 'found',
  none: async () => null,
  forbidden: async () => { throw failure('PERMISSION', 'we may not') },
  away: async () => { throw failure('UNAVAILABLE', 'nobody answers') },
}
const first = (...ones: readonly string[]): Promise<string | null> => firstThat(ones, (one) => outcomes[one]?.() ?? Promise.resolve(null))

test('of several names the first that is there; a refusal counts when none is, another failure at once', async () => {
  assert.equal(await first('none', 'forbidden', 'found', 'away'), 'found')
  assert.equal(await first('none', 'none'), null)
  await rejectsWithFailure('PERMISSION', /may not/, first('forbidden', 'none'))
  await rejectsWithFailure('UNAVAILABLE', /nobody/, first('none', 'away', 'found'))
})

test('a small file is read whole, chunk by chunk of one buffer, and closed whatever happens', async () => {
  let closed = 0
  const buffer = new Uint8Array(2)
  const place: Place = {
    list: async () => ({ kind: 'names', files: [], directories: [] }),
    shown: (path) => path,
    open: async (path) => path === 'none' ? null : {
      fromByte: 0, sizeBytes: null, validator: null, close: async () => void closed++,
      bytes: (async function* () { for (const text of ['ab', 'cd']) { buffer.set(Buffer.from(text)); yield buffer } })(),
    },
  }
  assert.equal((await readSmall(place, 'x', 4, never))?.toString(), 'abcd')
  assert.equal(await readSmall(place, 'none', 4, never), null)
  await rejectsWithFailure('DATA', /x is larger than 3 bytes/, readSmall(place, 'x', 3, never))
  assert.equal(closed, 2)
})
