import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import type { TrustDriver } from '../../../../src/drivers/trust/driver.ts'
import { doubtsOf, refuseUncarried, trustOf, trusts } from '../../../../src/drivers/trust/table.ts'
import { evidenceOf, nowMs } from '../../../contract/trust.ts'
import { aMinisignSigner } from '../../../support/a-minisign-signer.ts'
import { aRelease } from '../../../support/a-release.ts'
import { rejectsWithFailure, throwsFailure } from '../../../support/throws.ts'
import { trustTools } from '../../../support/trust-tools.ts'

const tools = trustTools()
const settingsOf = (seed: number): { kind: string; keys: string[] } => ({ kind: 'minisign', keys: [aMinisignSigner(seed).keyLine] })

test('every driver stands under its own kind, and every key is described', () => {
  for (const [name, driver] of Object.entries<TrustDriver>(trusts)) {
    assert.equal(driver.kind, name)
    const { entries } = driver.schema as unknown as { readonly entries: Readonly<Record<string, v.GenericSchema>> }
    for (const [key, schema] of Object.entries(entries)) {
      const inner = 'wrapped' in schema ? schema.wrapped as v.GenericSchema : schema
      assert.ok((v.getDescription(inner as Parameters<typeof v.getDescription>[0]) ?? '') !== '', `${name}.${key}`)
    }
  }
})

test('all the tables must hold: two keys in two tables are two signatures, not a choice', async () => {
  const release = aRelease({ trustedComment: `timestamp:${nowMs / 1000}\tfile:SHA256SUMS` })
  assert.equal((await trustOf([settingsOf(1)], tools).verify(evidenceOf(release))).sha256, release.sha256)
  await rejectsWithFailure('TAMPERED', /not trusted/, trustOf([settingsOf(1), settingsOf(2)], tools).verify(evidenceOf(release)))
})

test('a kind that does not exist is CONFIG, not a missing check', () => {
  throwsFailure('CONFIG', /no trust of kind 'none'/, () => trustOf([settingsOf(1), { kind: 'none' }], tools))
})

test('a threshold: enough tables, and no key in two of them', async () => {
  const release = aRelease({ trustedComment: `timestamp:${nowMs / 1000}\tfile:SHA256SUMS` })
  const oneOf = { threshold: 1, expiry: 'honoured', notBefore: [] } as const
  const { grounds } = await trustOf([settingsOf(2), settingsOf(1)], tools, oneOf).verify(evidenceOf(release))
  assert.match(grounds.at(-1) ?? '', /does not hold, and 1 of 2 are enough: the signature was made by key/)
  throwsFailure('CONFIG', /3 reasons to believe a release are demanded under \[release\], and there are 2/, () => trustOf([settingsOf(1), settingsOf(2)], tools, { ...oneOf, threshold: 3 }))
  throwsFailure('CONFIG', /would count twice/, () => trustOf([settingsOf(1), settingsOf(2), settingsOf(1)], tools, { ...oneOf, threshold: 2 }))
  assert.ok(trustOf([settingsOf(1), settingsOf(1)], tools))
})

test('C20 a list that nobody signed is no reason among others: with a threshold it would stand in for a signature', () => {
  const oneOf = { threshold: 1, expiry: 'honoured', notBefore: [] } as const
  const unsigned = { kind: 'checksums', unsigned: 'accepted' }
  throwsFailure('CONFIG', /nobody signs what kind = "checksums" believes, so it cannot be one of 2 reasons of which 1 must hold/, () => trustOf([settingsOf(1), unsigned], tools, oneOf))
  throwsFailure('CONFIG', /one of 3 reasons of which 2 must hold/, () => trustOf([settingsOf(1), unsigned, settingsOf(2)], tools, { ...oneOf, threshold: 2 }))
  assert.ok(trustOf([settingsOf(1), unsigned], tools, { ...oneOf, threshold: 2 }))
})

test('E36 what is weaker than it might be is known to doctor', () => {
  assert.deepEqual(doubtsOf([settingsOf(1)]), [])
  assert.match(doubtsOf([{ ...settingsOf(1), version: 'unsigned' }])[0] ?? '', /no version is signed/)
  assert.match(doubtsOf([settingsOf(1), { kind: 'checksums', unsigned: 'accepted' }])[0] ?? '', /not signed .*runs code as root/)
})

test('what was carried here has no server that could vouch for it: one of the reasons must be a signature', () => {
  const listed = { kind: 'checksums', unsigned: 'accepted' }
  throwsFailure('REFUSED', /must be signed/, () => refuseUncarried([listed]))
  refuseUncarried([listed, settingsOf(1)])
  refuseUncarried([settingsOf(1)])
})
