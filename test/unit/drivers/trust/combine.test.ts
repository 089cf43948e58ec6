import assert from 'node:assert/strict'
import { test } from 'node:test'
import { combine } from '../../../../src/drivers/trust/combine.ts'
import { sealed } from '../../../../src/drivers/trust/seal.ts'
import { failure } from '../../../../src/errors.ts'
import type { Statement, Trust } from '../../../../src/upgrade/ports.ts'
import { seal } from '../../../../src/upgrade/verified.ts'
import { evidenceOf } from '../../../contract/trust.ts'
import { aRelease } from '../../../support/a-release.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const release = aRelease()
const statement: Statement = { artifact: release.artifact, version: release.version, sha256: release.sha256, expiresAtMs: null, grounds: ['one'] }
const says = (more: Partial<Statement>): Trust => ({ verify: async () => sealed({ ...statement, ...more }) })
const refuses: Trust = { verify: () => Promise.reject(failure('TAMPERED', 'no')) }

test('all hold and agree: one statement with all grounds, sealed', async () => {
  const both = await combine([says({}), says({ grounds: ['two', 'three'] })]).verify(evidenceOf(release))
  assert.deepEqual(both.grounds, ['one', 'two', 'three'])
  assert.equal(both[seal], true)
})

test('one that does not hold is enough, wherever it stands', async () => {
  for (const trusts of [[refuses, says({})], [says({}), refuses]]) await rejectsWithFailure('TAMPERED', /no/, combine(trusts).verify(evidenceOf(release)))
})

test('two that speak of different bytes, names or versions are TAMPERED', async () => {
  const others: readonly Partial<Statement>[] = [{ sha256: '0'.repeat(64) }, { version: aRelease({ version: '1.2.4' }).version }, { artifact: aRelease({ app: 'other' }).artifact }]
  for (const other of others) await rejectsWithFailure('TAMPERED', /contradict each other/, combine([says({}), says(other)]).verify(evidenceOf(release)))
})

test('nobody to ask is a bug, not a yes; so is a threshold of nobody, or of more than there are', () => {
  for (const make of [() => combine([]), () => combine([says({})], 0), () => combine([says({})], 2)]) assert.throws(make, { name: 'Bug' })
})

test('two of three: the third is asked all the same, and told', async () => {
  const gone: Trust = { verify: () => Promise.reject(failure('UNAVAILABLE', 'the log does not answer')) }
  for (const trusts of [[refuses, says({}), says({ grounds: ['two'] })], [says({}), says({ grounds: ['two'] }), gone], [says({}), refuses, says({ grounds: ['two'] })]]) {
    const { grounds } = await combine(trusts, 2).verify(evidenceOf(release))
    assert.deepEqual(grounds.slice(0, 2), ['one', 'two'])
    assert.match(grounds[2] ?? '', /^one reason to believe it does not hold, and 2 of 3 are enough: (no|the log does not answer)$/)
  }
})

test('fewer than the threshold: the gravest failure leads, then the one that is worth another try', async () => {
  const fails = (code: 'REFUSED' | 'UNAVAILABLE' | 'DATA'): Trust => ({ verify: () => Promise.reject(failure(code, code)) })
  await rejectsWithFailure('TAMPERED', /2 of 3 reasons to believe '.*' must hold, and 1 do/, combine([fails('REFUSED'), refuses, says({})], 2).verify(evidenceOf(release)))
  await rejectsWithFailure('UNAVAILABLE', /and 1 do/, combine([fails('DATA'), fails('UNAVAILABLE'), says({})], 2).verify(evidenceOf(release)))
  await rejectsWithFailure('DATA', /and 0 do/, combine([fails('DATA'), fails('REFUSED')], 1).verify(evidenceOf(release)))
})

test('enough that hold, and contradict each other, are TAMPERED', async () => {
  await rejectsWithFailure('TAMPERED', /contradict/, combine([says({}), refuses, says({ sha256: '0'.repeat(64) })], 2).verify(evidenceOf(release)))
})

test('wrong settings and bugs are never outvoted: a missing key must not be a weaker check', async () => {
  for (const thrown of [failure('CONFIG', 'no key'), failure('PERMISSION', 'no key'), new TypeError('bug')]) await assert.rejects(combine([says({}), { verify: () => Promise.reject(thrown) }], 1).verify(evidenceOf(release)), thrown)
})

test('the earliest end of all counts', async () => {
  for (const [ends, end] of [[[null, 5, 3], 3], [[null, null], null]] as const) assert.equal((await combine(ends.map((expiresAtMs) => says({ expiresAtMs }))).verify(evidenceOf(release))).expiresAtMs, end)
})
