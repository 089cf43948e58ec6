import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfWhy } from '../../../../src/cli/screens/why.ts'
import { aWeighedRelease, aWhyReport } from '../../../support/scripted-world.ts'

const older = (version: string) => aWeighedRelease({ version, verdict: 'older', forecast: null })

test('releases older than the live one are counted, not listed', () => {
  const text = textOfWhy(aWhyReport({ weighed: [aWeighedRelease(), older('1.0.0'), older('0.9.0')] }))
  assert.match(text, /\n2\.1\.0 .*\nand 2 older releases\n/)
  assert.doesNotMatch(text, /1\.0\.0/)
  assert.match(textOfWhy(aWhyReport({ weighed: [older('1.0.0')] })), /UTC\nand 1 older release\ntimer/)
})

test('one release is told with what a person can do', () => {
  const text = textOfWhy(aWhyReport({ about: '2.1.0', weighed: [aWeighedRelease()] }))
  for (const line of [/verdict {2}wait/, /because {2}2\.1\.0 exists since 3 h/, /when {5}will be taken/, /seen {5}first 2026/, /next {5}'app-upgrade upgrade acme --to 2\.1\.0'/]) assert.match(text, line)
  const bare = textOfWhy(aWhyReport({ about: '9.0.0', weighed: [aWeighedRelease({ forecast: null, next: null, firstSeenMs: null })] }))
  assert.match(bare, /seen {5}never/)
  assert.doesNotMatch(bare, /when|next {2}/)
})

test('where nothing was seen, it says who asks', () => {
  const text = textOfWhy(aWhyReport({ live: null, lookedAtMs: null, weighed: [] }))
  assert.match(text, /nothing is live yet; no run has looked yet \('app-upgrade check acme' looks now, and takes nothing\)\nno release was seen\n/)
})

test('a hostile tag cannot forge a line', () => {
  const text = textOfWhy(aWhyReport({ weighed: [aWeighedRelease({ because: 'x\ntimer: none' })], remarks: ['a\nb'] }))
  assert.doesNotMatch(text, /^timer: none|^b/m)
})
