import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { bestBeforeMs } from '../../../src/formats/checksums/best-before.ts'
import { parseChecksums } from '../../../src/formats/checksums/checksums.ts'
import { bestBeforeMarker } from '../../../src/publish/best-before.ts'

test('the marker is an empty file with a day in its name, as sysupdate.d(5) has it', () => {
  assert.deepEqual(bestBeforeMarker(Date.UTC(2027, 1, 9)), { name: 'BEST-BEFORE-2027-02-09', sha256: execFileSync('sha256sum', { input: '', encoding: 'utf8' }).slice(0, 64) })
})

test('it never ends before the moment that was wanted, by our own reader', () => {
  for (const atMs of [Date.UTC(2027, 0, 31), Date.UTC(2027, 0, 31) + 1, Date.UTC(2027, 1, 28, 23, 59, 59, 999)]) {
    const { name, sha256 } = bestBeforeMarker(atMs)
    const endsMs = bestBeforeMs(parseChecksums(Buffer.from(`${sha256}  ${name}\n`), 'SHA256SUMS'))
    assert.ok(endsMs !== null && endsMs >= atMs && endsMs < atMs + 86_400_000, name)
  }
})
