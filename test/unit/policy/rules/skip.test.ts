import assert from 'node:assert/strict'
import { test } from 'node:test'
import { republished, republishedText, skipped } from '../../../../src/policy/rules/skip.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { aSubject, objectionOf } from '../../../support/a-weighing.ts'

const ill = { version: '2.0.0', sha256: 'bb', because: 'it was found ill' }
const byHand = { version: '2.0.0', sha256: null, because: 'ticket 4711' }
const because = (version: string, skips: readonly (typeof ill | typeof byHand)[], sha256?: string): string | null =>
  objectionOf(skipped, version, { standing: { skips }, ...(sha256 === undefined ? {} : { sha256 }) })?.because ?? null

test('I9 a version that was found ill is skipped by its name while its bytes are not known', () => {
  assert.equal(because('2.0.0', [ill]), '2.0.0 is skipped: it was found ill')
  assert.equal(because('2.0.1', [ill]), null)
})

test('peers 25 I9 ill bytes stay ill under any version', () => {
  assert.equal(because('2.0.0', [ill], 'bb'), '2.0.0 is skipped: it was found ill')
  assert.equal(because('2.0.1', [ill], 'bb'), '2.0.1 is 2.0.0 under another version, which is skipped: it was found ill')
  assert.equal(because('2.0.0', [ill], 'cc'), null)
})

test('a version skipped by hand is skipped whatever its bytes', () => {
  for (const sha256 of [undefined, 'bb', 'cc']) assert.equal(because('2.0.0', [byHand], sha256), '2.0.0 is skipped: ticket 4711')
})

test('peers 25 J02 the ill version with other bytes is noticed, and alarms whoever did not name it', () => {
  const again = { standing: { skips: [ill] }, sha256: 'cc' }
  const objection = objectionOf(republished, '2.0.0', again)
  assert.deepEqual([objection?.verdict, objection?.mood], ['no', 'alarming'])
  assert.equal(objection?.because, '2.0.0 was published again under the same version with other bytes; what it was before is skipped: it was found ill')
  assert.equal(objectionOf(republished, '2.0.0', { ...again, standing: { skips: [ill], occasion: 'person' } })?.verdict, 'no')
  assert.equal(objectionOf(republished, '2.0.0', { ...again, standing: { skips: [ill], asked: parseVersion('2.0.0') } })?.verdict, 'no')
})

test('peers 25 a person who names it may have it, and is told all the same', () => {
  assert.equal(objectionOf(republished, '2.0.0', { standing: { skips: [ill], occasion: 'person', asked: parseVersion('2.0.0') }, sha256: 'cc' }), null)
  assert.match(republishedText(aSubject('2.0.0', { sha256: 'cc' }), [ill]) ?? '', /published again/)
})

test('peers 25 it is noticed only where the bytes are known', () => {
  assert.equal(republishedText(aSubject('2.0.0'), [ill]), null)
  assert.equal(republishedText(aSubject('2.0.0', { sha256: 'bb' }), [ill, byHand]), null)
  assert.equal(republishedText(aSubject('2.0.1', { sha256: 'cc' }), [ill]), null)
})
