import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listedAs, listingOf, type Listed } from '../../../src/release/listing.ts'
import { parseVersion } from '../../../src/release/version.ts'

const listed = (version: string, more: Partial<Listed> = {}): Listed => ({ ...listedAs(parseVersion(version), `v${version}`), ...more })

test('newest first, by precedence and not by date', () => {
  const { releases } = listingOf([listed('1.9.0', { publishedAtMs: 9 }), listed('1.10.0', { publishedAtMs: 1 }), listed('1.10.0-rc.1')])
  assert.deepEqual(releases.map(({ version }) => version), ['1.10.0', '1.10.0-rc.1', '1.9.0'])
})

test('J08 of two releases of one version the later one counts, however they are listed', () => {
  const two = [listed('1.0.0', { publishedAtMs: 1, tag: '1.0.0' }), listed('1.0.0', { publishedAtMs: 2, tag: 'v1.0.0' })]
  const undated = [listed('1.0.0', { tag: '1.0.0' }), listed('1.0.0', { tag: 'v1.0.0' })]
  for (const order of [two, two.toReversed(), undated, undated.toReversed()]) assert.deepEqual(listingOf(order).releases.map(({ tag }) => tag), ['v1.0.0'])
})

test('no more than a thousand, and of those the newest', () => {
  const { releases } = listingOf(Array.from({ length: 1500 }, (_, index) => listed(`1.${index}.0`)))
  assert.deepEqual([releases.length, releases[0]?.version], [1000, '1.1499.0'])
})
