import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bestBeforeMs } from '../../../../src/formats/checksums/best-before.ts'
import { parseChecksums } from '../../../../src/formats/checksums/checksums.ts'
import { throwsFailure } from '../../../support/throws.ts'

const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const of = (...names: readonly string[]): number | null => bestBeforeMs(parseChecksums(Buffer.from([...names, 'x.tar.gz'].map((name) => `${empty} *${name}\n`).join('')), 'SHA256SUMS'))

test('J04 the marker of sysupdate.d(5): until that day begins, and the earliest decides', () => {
  assert.equal(of(), null)
  assert.equal(of('BEST-BEFORE-2027-01-31'), Date.UTC(2027, 0, 31))
  assert.equal(of('BEST-BEFORE-2028-02-29', 'BEST-BEFORE-2027-01-31', 'BEST-BEFORE-2029-01-01'), Date.UTC(2027, 0, 31))
  assert.equal(of('best-before-2027-01-31'), null)
  // Where `dist/x.tar.gz` is found as `x.tar.gz`, the end beside it counts, too.
  assert.equal(of('dist/BEST-BEFORE-2027-01-31'), Date.UTC(2027, 0, 31))
})

test('a marker whose date is none is DATA, not "no end"', () => {
  for (const date of ['', '2027', '2027-13-01', '2027-02-29', '2027-2-1', '2027-01-31T00:00:00Z', 'tomorrow']) throwsFailure('DATA', /line 1: 'BEST-BEFORE-.*' names no date/, () => of(`BEST-BEFORE-${date}`))
})
