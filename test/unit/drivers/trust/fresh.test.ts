import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fresh, type Freshness } from '../../../../src/drivers/trust/fresh.ts'
import { sealed } from '../../../../src/drivers/trust/seal.ts'
import type { Statement, Trust } from '../../../../src/upgrade/ports.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'
import { anEvidence, nowMs } from '../../../support/trust-tools.ts'

const evidence = anEvidence()
const says = (expiresAtMs: number | null): Trust => ({ verify: async ({ artifact, version }) => sealed({ artifact, version, sha256: '', expiresAtMs, grounds: [] }) })
const verify = (policy: Partial<Freshness>, expiresAtMs: number | null = null): Promise<Statement> => fresh(says(expiresAtMs), { expiry: 'honoured', notBefore: [], ...policy }).verify(evidence)

test('J05 where an end is required, a statement without one is REFUSED', async () => {
  assert.equal((await verify({})).expiresAtMs, null)
  assert.equal((await verify({ expiry: 'required' }, nowMs + 1)).expiresAtMs, nowMs + 1)
  await rejectsWithFailure('REFUSED', /until when it counts/, verify({ expiry: 'required' }))
})

test('F25 a clock before a moment that has passed believes nothing, not even asks', async () => {
  const day = 24 * 3600 * 1000
  const built = (atMs: number): Partial<Freshness> => ({ notBefore: [{ atMs: 0, what: 'never', recordedIn: null }, { atMs, what: 'this program was built', recordedIn: null }] })
  await verify(built(nowMs))
  await verify(built(nowMs + day))
  await rejectsWithFailure('REFUSED', /says 2026-11-21T00:00:00\.000Z, but this program was built on 2026-11-22T00:00:00\.001Z/, verify(built(nowMs + day + 1)))
  const unasked: Trust = { verify: () => assert.fail('asked') }
  await rejectsWithFailure('REFUSED', /the clock of this host/, fresh(unasked, { expiry: 'honoured', notBefore: [{ atMs: nowMs + 2 * day, what: 'x', recordedIn: '/var/x' }] }).verify(evidence))
})

test('F25 what was recorded while the clock was wrong can be put right', async () => {
  const [failed] = await Promise.allSettled([verify({ notBefore: [{ atMs: nowMs * 2, what: 'it upgraded', recordedIn: '/var/x' }] })])
  assert.match(String((failed as PromiseRejectedResult).reason.next), /move '\/var\/x' aside/)
})
