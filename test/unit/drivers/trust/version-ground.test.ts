import assert from 'node:assert/strict'
import { test } from 'node:test'
import { versionGround, type SignedWord } from '../../../../src/drivers/trust/version-ground.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { throwsFailure } from '../../../support/throws.ts'

const ground = (words: readonly SignedWord[], policy: 'signed' | 'unsigned' = 'signed'): string => versionGround(parseVersion('1.2.3'), words, policy)
const name = (text: string): SignedWord => ({ where: 'the signed name', text, rule: 'names' })
const ref = (text: string): SignedWord => ({ where: "the certificate's ref", text, rule: 'names' })
const field = (text: string): SignedWord => ({ where: 'the signed comment', text, rule: 'is' })
const free = (text: string): SignedWord => ({ where: 'the signed comment', text, rule: 'mentions' })

test('M29 C11 the first signed word that names the version is the ground', () => {
  assert.equal(ground([name('x.tar.gz'), ref('refs/tags/v1.2.3')]), "version 1.2.3 is in the certificate's ref 'refs/tags/v1.2.3'")
  assert.equal(ground([name('x-1.2.3.tar.gz'), free('')]), "version 1.2.3 is in the signed name 'x-1.2.3.tar.gz'")
  assert.match(ground([field('v1.2.3')]), /signed comment/)
  assert.match(ground([free('better than 1.2.2: 1.2.3')]), /signed comment/)
})

test('M29 C11 a contradiction anywhere is REFUSED, whatever else agrees, and whatever the policy', () => {
  for (const words of [[name('x-1.2.3.tar.gz'), ref('refs/tags/v1.2.4')], [name('x-1.2.4.tar.gz'), field('1.2.3')], [name('x-1.2.3.tar.gz'), field('1.2.4')], [name('x-1.2.3.tar.gz'), field('latest')]])
    for (const policy of ['signed', 'unsigned'] as const) throwsFailure('REFUSED', /nothing signed says that this is version 1\.2\.3: the/, () => ground(words, policy))
})

test('words that name no version are no contradiction, and no ground', () => {
  throwsFailure('REFUSED', /neither the signed name nor the certificate's ref says so/, () => ground([name('x.tar.gz'), ref('refs/heads/main')]))
  throwsFailure('REFUSED', /the signed comment does not say so/, () => ground([free('1.2.2')]))
  throwsFailure('REFUSED', /the signature covers no name and no comment/, () => ground([]))
  assert.match(ground([name('cmdop-linux-x64')], 'unsigned'), /which version it is, nobody signed: that it is 1\.2\.3 is the source's word/)
})
