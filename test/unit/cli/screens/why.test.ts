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

test('P17 the last run, if nothing came of it, is told with what to do', () => {
  const fruitless = { atMs: 0, event: 'refused', because: 'a gate\nsays no', next: 'mend\x1bit' } as const
  assert.match(textOfWhy(aWhyReport({ fruitless })), /\ntried: 1970-01-01 00:00:00 UTC: refused, a gate.*says no\nto do: mend\\x1bit\n/)
  assert.doesNotMatch(textOfWhy(aWhyReport({ fruitless: { ...fruitless, next: null } })), /to do/)
})

test('what switches unattended upgrades off is said once, by the timer or as a note', () => {
  const off = "switched off by '/etc/app-upgrade/no-auto'"
  const said = (state: 'switched-off' | 'no-timer'): number => textOfWhy(aWhyReport({ remarks: [off], schedule: { state, off, nextRunMs: null, windows: [], window: null } })).split(off).length - 1
  assert.deepEqual([said('switched-off'), said('no-timer')], [1, 1])
})
