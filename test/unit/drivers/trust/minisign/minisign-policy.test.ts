import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkComment, wordsOf } from '../../../../../src/drivers/trust/minisign/minisign-policy.ts'
import { versionGround } from '../../../../../src/drivers/trust/version-ground.ts'
import { readTrustedComment } from '../../../../../src/formats/minisign/trusted-comment.ts'
import { parseVersion } from '../../../../../src/release/version.ts'
import { throwsFailure } from '../../../../support/throws.ts'

const nowMs = 1_795_000_000_000
const check = (text: string): void => checkComment(readTrustedComment(text), 'SHA256SUMS', nowMs)
const ground = (name: string | null, comment: string): string => versionGround(parseVersion('1.2.3'), [...(name === null ? [] : [{ where: 'the signed name', text: name, rule: 'names' } as const]), ...wordsOf(readTrustedComment(comment))], 'signed')

test('a comment without fields binds nothing and forbids nothing', () => {
  check('')
  check('signed by hand')
  check('timestamp:soon\tfile:')
})

test('M28 M31 file and date', () => {
  check('timestamp:1795000000\tfile:SHA256SUMS')
  throwsFailure('REFUSED', /made for 'x\\x1b'/, () => checkComment({ ...readTrustedComment(''), file: 'x\x1b' }, 'SHA256SUMS', nowMs))
  throwsFailure('REFUSED', /future/, () => check('timestamp:1795086401'))
  check('timestamp:1795086400')
  check('timestamp:0')
  throwsFailure('REFUSED', /no time in seconds/, () => check('expires:soon'))
  throwsFailure('REFUSED', /no time in seconds/, () => check('expires:1\texpires:2'))
})

test('M29 M28 a field that is there twice is no weaker word than one', () => {
  throwsFailure('REFUSED', /says 'version:' twice/, () => check('version:1.2.3\tversion:9.9.9'))
  throwsFailure('REFUSED', /says 'version:' twice/, () => check('version:1.2.3\tversion:1.2.3'))
  throwsFailure('REFUSED', /says 'file:' twice/, () => check('file:other\tfile:SHA256SUMS'))
})

test('M29 where the version may stand, and what does not count', () => {
  for (const [name, comment] of [['jaco-v1.2.3-linux-amd64.tar.gz', ''], ['dist/1.2.3/jaco.tar.gz', ''], ['jaco.tar.gz', 'version:v1.2.3'], [null, 'jaco 1.2.3'], ['jaco-1.2.3.tar.gz', 'version:1.2.3']] as const) assert.match(ground(name, comment), /^version 1\.2\.3 is in the signed/)
  for (const [name, comment] of [['jaco-1.2.30.tar.gz', ''], ['jaco-1.2.3-rc.1.tar.gz', ''], [null, ''], ['jaco.tar.gz', 'version:1.2.30'], ['jaco-1.2.3.tar.gz', 'version:1.2.4'], ['jaco-1.2.4.tar.gz', 'jaco 1.2.3'], ['jaco.tar.gz', 'timestamp:123']] as const) throwsFailure('REFUSED', /nothing signed says that this is version 1\.2\.3/, () => ground(name, comment))
})
