import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { bestBeforeMarker } from '../../../src/publish/best-before.ts'

test('the marker is an empty file with a day in its name, as sysupdate.d(5) has it', () => {
  assert.deepEqual(bestBeforeMarker(Date.UTC(2027, 1, 9, 23, 59)), { name: 'BEST-BEFORE-2027-02-09', sha256: execFileSync('sha256sum', { input: '', encoding: 'utf8' }).slice(0, 64) })
})
