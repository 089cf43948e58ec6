import assert from 'node:assert/strict'
import { test } from 'node:test'
import { believe } from '../../../../src/drivers/trust/believe.ts'
import type { Claim } from '../../../../src/drivers/trust/signed-document.ts'
import { seal } from '../../../../src/upgrade/verified.ts'
import { sha256Of } from '../../../support/a-release.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'
import { anEvidence, nowMs } from '../../../support/trust-tools.ts'

const [served, unpacked] = [Buffer.from('served'), Buffer.from('unpacked')]
const evidence = anEvidence({ bytes: served, unpacked })
const claim: Claim = { sha256: sha256Of(served), of: 'artifact', signedName: null, expiresAtMs: null }

test('the statement always carries the digest of the artifact itself, whatever was signed', async () => {
  for (const one of [claim, { ...claim, sha256: null }, { ...claim, of: 'unpacked', sha256: sha256Of(unpacked) } as const]) {
    const statement = await believe(evidence, one, ['because'])
    assert.deepEqual([statement.sha256, statement.grounds[0], statement[seal]], [sha256Of(served), 'because', true])
  }
})

test('V12 other bytes are TAMPERED, of the artifact and of what it unpacks to', async () => {
  await rejectsWithFailure('TAMPERED', /its sha256 is .*, the signed one 00/, believe(evidence, { ...claim, sha256: '0'.repeat(64) }, []))
  await rejectsWithFailure('TAMPERED', /the sha256 of what it unpacks to is/, believe(evidence, { ...claim, of: 'unpacked' }, []))
  await rejectsWithFailure('TAMPERED', /not what its publisher listed: its sha256 is .*, the listed one/, believe(evidence, { ...claim, sha256: '0'.repeat(64) }, [], 'listed'))
})

test('a digest of what it unpacks to, of an archive that is no single file', async () => {
  await rejectsWithFailure('DATA', /no compressed single file/, believe(anEvidence({ bytes: served }), { ...claim, of: 'unpacked' }, []))
})

test('where nobody signed, no ground says that somebody did', async () => {
  assert.deepEqual((await believe(evidence, claim, [], 'listed')).grounds, [`its sha256 is the listed one, ${sha256Of(served)}`])
})

test('J04 what has expired is REFUSED before the artifact is asked for; what has not, says until when', async () => {
  const late = anEvidence({ bytes: served })
  await rejectsWithFailure('REFUSED', /counted only until 2026-11-20T23:59:59\.999Z/, believe(late, { ...claim, expiresAtMs: nowMs - 1 }, []))
  assert.deepEqual(late.asked, [])
  const statement = await believe(evidence, { ...claim, expiresAtMs: nowMs }, [])
  assert.deepEqual([statement.expiresAtMs, statement.grounds[0]], [nowMs, 'it counts until 2026-11-21T00:00:00.000Z'])
})
