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

test('nobody to ask is a bug, not a yes', async () => {
  await assert.rejects(combine([]).verify(evidenceOf(release)), { name: 'Bug' })
})
