import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { checksums } from '../../../../src/drivers/trust/checksums.ts'
import type { Trust } from '../../../../src/upgrade/ports.ts'
import { evidenceOf } from '../../../contract/trust.ts'
import { aRelease, sha256Of } from '../../../support/a-release.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'
import { anEvidence, trustTools } from '../../../support/trust-tools.ts'

const trusting = (settings: Readonly<Record<string, unknown>> = {}): Trust => checksums.make({ kind: 'checksums', unsigned: 'accepted', ...settings }, trustTools())

test('E36 it must be said that nobody signs; nothing says it by itself', () => {
  const says = (table: unknown): string => v.safeParse(checksums.schema, table).issues?.[0].message ?? 'good'
  assert.equal(says({ kind: 'checksums', unsigned: 'accepted' }), 'good')
  for (const unsigned of [undefined, true, 'yes', 'Accepted']) assert.notEqual(says({ kind: 'checksums', unsigned }), 'good')
  assert.match(says({ kind: 'checksums', unsigned: 'accepted', list: '{artifact}' }), /another file than the release/)
})

test('a list that nobody signed: believed, and every ground says who vouches', async () => {
  const release = aRelease()
  const statement = await trusting().verify(evidenceOf(release))
  assert.equal(statement.sha256, release.sha256)
  assert.match(statement.grounds[0] ?? '', /^NOBODY SIGNED IT: only the server, and TLS on the way to it, vouch for SHA256SUMS$/)
  for (const ground of statement.grounds.slice(1)) assert.doesNotMatch(ground, /\bsigned\b/)
})

test('V12 H04 V9 other bytes, an artifact that is not listed, no list', async () => {
  const release = aRelease()
  await rejectsWithFailure('TAMPERED', /not what its publisher listed/, trusting().verify(evidenceOf(release, { bytes: Buffer.from('other') })))
  await rejectsWithFailure('REFUSED', /does not list/, trusting().verify(evidenceOf(release, { artifact: 'other-v1.2.3-linux-amd64.tar.gz' })))
  await rejectsWithFailure('REFUSED', /there is no 'SUMS'/, trusting({ list: 'SUMS' }).verify(evidenceOf(release)))
})

test('a listed name that says another version is REFUSED; one that says none is the source’s word', async () => {
  await rejectsWithFailure('REFUSED', /the listed name 'jaco-v1\.2\.3-linux-amd64\.tar\.gz' says 1\.2\.3/, trusting().verify(evidenceOf(aRelease(), { version: '1.2.4' })))
  const { grounds } = await trusting().verify(evidenceOf(aRelease({ artifact: 'cmdop-linux-x64.tar.gz' })))
  assert.match(grounds[1] ?? '', /nobody signed: that it is 1\.2\.3 is the source's word/)
})

test('choria’s release.json: the digest is that of what it unpacks to', async () => {
  const unpacked = Buffer.from('testing\n')
  const served = new Map([['release.json', Buffer.from(JSON.stringify({ binary: 'choria.bz2', hash: sha256Of(unpacked) }))]])
  const verify = (bytes: Buffer): Promise<unknown> => trusting({ list: 'release.json' }).verify(anEvidence({ artifact: 'choria.bz2', served, unpacked: bytes }))
  await verify(unpacked)
  await rejectsWithFailure('TAMPERED', /what it unpacks to .* the listed one 12a61f4e/, verify(Buffer.from('testing')))
})

test('F36 a list that turns out to be the release itself vouches for nothing', async () => {
  await rejectsWithFailure('CONFIG', /which is the release itself/, trusting({ list: 'jaco-{tag}-linux-amd64.tar.gz' }).verify(evidenceOf(aRelease())))
})
