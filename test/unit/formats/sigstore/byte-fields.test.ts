import { test } from 'node:test'
import { refuseLooseBase64 } from '../../../../src/formats/sigstore/byte-fields.ts'
import { throwsFailure } from '../../../support/throws.ts'

test('C36 bytes in base64 have one spelling', () => {
  refuseLooseBase64({ a: [{ rawBytes: '+/8=' }], hashes: ['AAAA', ''], note: 'a_b' }, 'b')
  for (const loose of ['-_8=', '+/8', '+/8=\n', ' AAAA', '+/9=', 'AAA']) {
    throwsFailure('DATA', /holds a 'rawBytes' that is not base64 in its one spelling/, () => { refuseLooseBase64({ a: [{ rawBytes: loose }] }, 'b') })
    throwsFailure('DATA', /holds a 'hashes'/, () => { refuseLooseBase64({ proof: { hashes: ['AAAA', loose] } }, 'b') })
  }
})
