import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayTake, type Situation } from '../../../src/policy/may-take.ts'

const compare = (left: string, right: string): number | null =>
  /^\d/.test(left) && /^\d/.test(right) ? left.localeCompare(right, 'en', { numeric: true }) : null
const situation = (changes: Partial<Situation> = {}): Situation =>
  ({ live: { version: '1.4.2', sha256: 'aa' }, skips: [], floor: null, force: 'no', compare, majorOf: (version) => (/^\d/.test(version) ? Number.parseInt(version, 10) : null), ...changes })
const candidate = (version: string, sha256 = 'bb') => ({ version, sha256 })

test('a newer release is taken', () => {
  assert.deepEqual(mayTake(candidate('1.5.0'), situation()), { kind: 'take' })
})

test('P1 the live version with the same bytes is nothing to do', () => {
  assert.deepEqual(mayTake(candidate('1.4.2', 'aa'), situation()), { kind: 'nothing', because: '1.4.2 is live already' })
})

test('J02 the live version with other bytes is refused, not reinstalled in silence', () => {
  const decision = mayTake(candidate('1.4.2', 'cc'), situation())
  assert.equal(decision.kind, 'refuse')
  assert.match(decision.kind === 'refuse' ? decision.because : '', /other bytes/)
})

test('an adopted release has no artifact digest to compare, so its version decides', () => {
  assert.equal(mayTake(candidate('1.4.2'), situation({ live: { version: '1.4.2', sha256: '' } })).kind, 'nothing')
})

test('J01 M30 P2 an older release is refused and names the way back', () => {
  const decision = mayTake(candidate('1.3.0'), situation())
  assert.equal(decision.kind, 'refuse')
  assert.match(decision.kind === 'refuse' ? decision.next : '', /rollback/)
})

test('a label that is no version is neither older nor newer', () => {
  assert.equal(mayTake(candidate('1.3.0'), situation({ live: { version: 'adopted-00ff', sha256: '' } })).kind, 'take')
})

test('I9 a release found ill is skipped by its digest, under whatever version it returns', () => {
  const skips = [{ version: '2.0.0', sha256: 'bb', because: 'it was rolled back' }]
  const decision = mayTake(candidate('2.0.1', 'bb'), situation({ skips }))
  assert.equal(decision.kind === 'refuse' ? decision.because : '', '2.0.1 is skipped: it was rolled back')
})

test('I9 the same version with new bytes is not the release that was found ill', () => {
  const skips = [{ version: '2.0.0', sha256: 'dd', because: 'it was rolled back' }]
  assert.equal(mayTake(candidate('2.0.0'), situation({ skips })).kind, 'take')
})

test('a version skipped by hand is skipped whatever its bytes', () => {
  const skips = [{ version: '2.0.0', sha256: null, because: 'ticket 4711' }]
  assert.equal(mayTake(candidate('2.0.0', 'ee'), situation({ skips })).kind, 'refuse')
})

test('P1 P2 force takes the live, the older and the skipped version', () => {
  const skips = [{ version: '1.3.0', sha256: null, because: 'by hand' }]
  for (const version of ['1.4.2', '1.3.0']) assert.equal(mayTake(candidate(version, 'aa'), situation({ skips, force: 'yes' })).kind, 'take')
})

test('a host without any live release takes what it is given', () => {
  assert.equal(mayTake(candidate('0.1.0'), situation({ live: null })).kind, 'take')
})

const because = (decision: ReturnType<typeof mayTake>): string => (decision.kind === 'refuse' ? decision.because : decision.kind)

test('J03 I6 below the floor is refused, though it is newer than what is live', () => {
  assert.equal(because(mayTake(candidate('1.9.0'), situation({ floor: '2.0.0' }))), '1.9.0 is older than 2.0.0, the highest version that ran here')
  for (const version of ['2.0.0', '2.0.1']) assert.equal(because(mayTake(candidate(version), situation({ floor: '2.0.0' }))), 'take')
  assert.equal(because(mayTake(candidate('1.9.0'), situation({ live: null, floor: '2.0.0' }))), '1.9.0 is older than 2.0.0, the highest version that ran here')
})

test('P2 below the floor, a person decides', () => {
  assert.equal(because(mayTake(candidate('1.9.0'), situation({ floor: '2.0.0', force: 'yes' }))), 'take')
})

test('J06 a leap of more than a hundred major versions needs a person', () => {
  assert.match(because(mayTake(candidate('999999.0.0'), situation())), /999999\.0\.0 leaps more than 100 major versions ahead of 1:/)
  assert.equal(because(mayTake(candidate('101.0.0'), situation())), 'take')
  assert.match(because(mayTake(candidate('102.0.0'), situation())), /leaps/)
  assert.equal(because(mayTake(candidate('999999.0.0'), situation({ force: 'yes' }))), 'take')
})

test('J06 a leap is measured from the highest that ran, and from nothing when nothing did', () => {
  assert.equal(because(mayTake(candidate('2026.1.0'), situation({ floor: '2025.12.0' }))), 'take')
  assert.equal(because(mayTake(candidate('2026.1.0'), situation({ live: null }))), 'take')
  assert.equal(because(mayTake(candidate('2026.1.0'), situation({ live: { version: 'adopted-00ff', sha256: '' } }))), 'take')
})
