import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attestedDigest } from '../../../../src/formats/sigstore/attestation.ts'
import { throwsFailure } from '../../../support/throws.ts'

const slsa = 'https://slsa.dev/provenance/v1'
const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]
const subject = (name: string, sha256: unknown): object => ({ name, digest: { sha256 } })
const statement = (...subjects: readonly object[]): object => ({ _type: 'https://in-toto.io/Statement/v1', predicateType: slsa, subject: subjects, predicate: {} })
const ask = (value: object, type = 'application/vnd.in-toto+json'): string => attestedDigest(type, Buffer.from(JSON.stringify(value)), { predicateType: slsa, subject: 'app.tar.gz' })

test('C25 of several subjects the one of this name counts, and it must be one', () => {
  assert.equal(ask(statement(subject('other', b), subject('app.tar.gz', a))), a)
  assert.equal(ask(statement(subject('app.tar.gz', a), subject('app.tar.gz', a))), a)
  throwsFailure('DATA', /two digests/, () => ask(statement(subject('app.tar.gz', a), subject('app.tar.gz', b))))
  throwsFailure('REFUSED', /does not speak of 'app\.tar\.gz'/, () => ask(statement(subject('dist/app.tar.gz', a), subject('app.tar.gz.sig', a))))
  throwsFailure('DATA', /speaks of 1001 files/, () => ask(statement(...Array.from({ length: 1001 }, () => subject('x', a)))))
})

test('C26 another predicate, or another type of statement, is refused', () => {
  throwsFailure('REFUSED', /states 'https:\/\/x', not 'https:\/\/slsa/, () => ask({ ...statement(subject('app.tar.gz', a)), predicateType: 'https://x' }))
  throwsFailure('REFUSED', /states nothing/, () => ask({ ...statement(subject('app.tar.gz', a)), predicateType: 7 }))
  throwsFailure('DATA', /no in-toto statement/, () => ask({ ...statement(subject('app.tar.gz', a)), _type: 'x' }))
  throwsFailure('DATA', /of the type 'text\/plain'/, () => ask(statement(), 'text/plain'))
})

test('a subject without a SHA-256 digest is DATA', () => {
  for (const digest of [undefined, 7, 'A'.repeat(64), 'a'.repeat(63)]) throwsFailure('DATA', /no SHA-256 digest/, () => ask(statement(subject('app.tar.gz', digest))))
})
