import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beyondStopOver } from '../../../../src/policy/rules/stop-over.ts'
import type { Objection } from '../../../../src/policy/rules/rule.ts'
import { weigh } from '../../../../src/policy/weigh.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { aHold, aListed, aPin, dayMs, noonMs } from '../../../support/a-standing.ts'
import { aSubject, someScales } from '../../../support/a-weighing.ts'

type Weighing = NonNullable<Parameters<typeof someScales>[0]>
const stop = aListed('2.0.0', { stopOver: 'yes' })
const of = (version: string, weighing: Weighing = {}): Objection | null => beyondStopOver(aSubject(version), someScales({ among: ['3.0.0', stop, '1.5.0'], ...weighing }), weigh)

test('a release behind a stop-over waits for it, those before it and itself do not', () => {
  assert.deepEqual(of('3.0.0'), { verdict: 'wait', because: '3.0.0 is reached only through 2.0.0, which comes first', untilMs: null, next: null, mood: 'calm' })
  for (const version of ['2.0.0', '1.5.0']) assert.equal(of(version), null)
})

test('a stop-over that was passed stops nobody any more', () => {
  for (const live of ['2.0.0', '2.1.0']) assert.equal(of('3.0.0', { standing: { live: { version: live, sha256: '' } } }), null)
})

test('who starts from nothing, or from something unknown, is on no way', () => {
  assert.equal(of('3.0.0', { standing: { live: null } }), null)
  assert.equal(of('3.0.0', { standing: { live: { version: 'adopted-00ff', sha256: '' } } }), null)
})

test('the operator may name stop-overs, also such as the list does not know; the lowest ahead is the next', () => {
  const rules = { stopOvers: [parseVersion('1.2.0'), parseVersion('1.5.0')] }
  assert.match(of('3.0.0', { rules })?.because ?? '', /only through 1\.2\.0/)
  assert.match(of('3.0.0', { rules, standing: { live: { version: '1.2.0', sha256: '' } } })?.because ?? '', /only through 1\.5\.0/)
})

test('a stop-over that cannot be taken blocks what lies behind it, and says why', () => {
  const skips = [{ version: '2.0.0', sha256: 'bb', because: 'it was found ill' }]
  const blocked = of('3.0.0', { standing: { skips } })
  assert.deepEqual([blocked?.verdict, blocked?.because], ['no', '3.0.0 is reached only through 2.0.0, and 2.0.0 is skipped: it was found ill'])
  const yanked = of('3.0.0', { among: [aListed('2.0.0', { stopOver: 'yes', yanked: 'it eats data' })] })
  assert.deepEqual([yanked?.verdict, yanked?.because], ['no', '3.0.0 is reached only through 2.0.0, and 2.0.0 was withdrawn by its publisher: it eats data'])
})

test('a stop-over that waits makes what lies behind it wait, for the same reason', () => {
  const held = of('3.0.0', { rules: { hold: aHold() } })
  assert.deepEqual([held?.verdict, held?.because], ['wait', '3.0.0 is reached only through 2.0.0, and 2.0.0 waits: upgrades are held'])
  const young = of('3.0.0', { rules: { minimumAgeMs: dayMs }, standing: { firstSeen: new Map([['2.0.0', noonMs]]) } })
  assert.match(young?.because ?? '', /and 2\.0\.0 exists since 0 s; minimum age is 24 h/)
})

test('a stop-over of somebody else\'s channel is none of ours, unless the operator says so', () => {
  const among = [aListed('2.0.0-beta.1', { stopOver: 'yes' })]
  assert.equal(of('3.0.0', { among }), null)
  assert.equal(of('3.0.0', { among, rules: { stopOvers: [parseVersion('2.0.0-beta.1')] } })?.verdict, 'no')
})

test('who names the release behind it is told to go there step by step', () => {
  for (const weighing of [{ rules: { pin: aPin('3.0.0') } }, { standing: { occasion: 'person', asked: parseVersion('3.0.0') } }] as const) {
    const objection = of('3.0.0', weighing)
    assert.deepEqual([objection?.verdict, objection?.because, objection?.next], ['no', '3.0.0 is reached only through 2.0.0, which was never live here', 'take 2.0.0 first; --force jumps over it'])
  }
})
