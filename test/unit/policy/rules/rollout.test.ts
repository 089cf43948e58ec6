import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bucketOf } from '../../../../src/formats/bucket.ts'
import { notMeantYet } from '../../../../src/policy/rules/rollout.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { aPin } from '../../../support/a-standing.ts'
import { objectionOf } from '../../../support/a-weighing.ts'

const hosts = Array.from({ length: 500 }, (_, index) => `host-${index}`)
const meant = (rolloutPercent: number, seed: string | null = null): readonly string[] => hosts.filter((host) => objectionOf(notMeantYet, '2.0.0', { standing: { host }, listed: { rolloutPercent, seed } }) === null)

test('peers 29 whoever is meant stays meant while the percentage goes up, from nobody to everybody', () => {
  let before: readonly string[] = []
  for (let percent = 0; percent <= 100; percent += 5) {
    const now = meant(percent)
    assert.deepEqual(before.filter((host) => !now.includes(host)), [])
    assert.ok(Math.abs(now.length - percent * 5) <= 40, `${percent} % are ${now.length} of 500`)
    before = now
  }
  assert.deepEqual([meant(0).length, meant(100).length], [0, 500])
})

test('peers 29 another seed means other machines first', () => {
  const [one, other] = [meant(10), meant(10, 'second try')]
  assert.ok(one.filter((host) => other.includes(host)).length < 20)
})

test('peers 29 who is not meant is told when it is its turn, and that nobody knows the hour', () => {
  const host = hosts.find((one) => bucketOf(one, '2.0.0', null) >= 2000) ?? ''
  const turn = Math.floor(bucketOf(host, '2.0.0', null) / 100) + 1
  const objection = objectionOf(notMeantYet, '2.0.0', { standing: { host }, listed: { rolloutPercent: 20 } })
  assert.deepEqual([objection?.verdict, objection?.untilMs, objection?.because], ['wait', null, `2.0.0 is meant for 20 % of all machines so far; this one follows at ${turn} %`])
  assert.equal(objectionOf(notMeantYet, '2.0.0', { standing: { host }, listed: { rolloutPercent: turn } }), null)
})

test('peers 29 phases are for runs that nobody watches, and only where the operator honours them', () => {
  const none = { listed: { rolloutPercent: 0 } }
  assert.equal(objectionOf(notMeantYet, '2.0.0', none)?.verdict, 'wait')
  assert.equal(objectionOf(notMeantYet, '2.0.0', { ...none, standing: { occasion: 'person' } }), null)
  assert.equal(objectionOf(notMeantYet, '2.0.0', { ...none, standing: { asked: parseVersion('2.0.0') } }), null)
  assert.equal(objectionOf(notMeantYet, '2.0.0', { ...none, rules: { rollout: 'ignored' } }), null)
  assert.equal(objectionOf(notMeantYet, '2.0.0', { ...none, rules: { pin: aPin('2.0.0') } }), null)
  assert.equal(objectionOf(notMeantYet, '2.0.0'), null)
})
