import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blake2b256 } from '../../../../src/formats/minisign/blake2b.ts'

const hex = (message: Uint8Array): string => blake2b256(message).toString('hex')
/** RFC 7693 appendix E. */
const sequence = (length: number, seed: number): Buffer => {
  const out = Buffer.alloc(length)
  let [a, b] = [Math.imul(0xdead4bad, seed) >>> 0, 1]
  for (let index = 0; index < length; index++) {
    const t = (a + b) >>> 0
    ;[a, b] = [b, t]
    out[index] = t >>> 24
  }
  return out
}

const byB2sum: Readonly<Record<string, string>> = {
  3: 'c6fcb3c3542e65f2db9a75aca089bfe3ff63e5b3889f65bf1d2da61964710782',
  74: 'b4d74e60516f76c7b91ca61c303a206dac3b9f75b16c8d1ad5139e25e906ba5b',
  127: '2217d63a408e479e8daa6f4a675120a7f0f51b7b32b063e355c111891672326a',
  128: '9f51dad780c3c7f1915262e80ccbd443a91e5c5c97e8127f9c9f8536aec85960',
  129: '5a9585ea35499d7d883d3a22eed1d3ebc46c1b1937d479b8be92b358c3eed78e',
  255: '517f6f8c5afea55f1c27cb8cdb4ff015c9602a550ba3080e5ac32796931711d3',
  256: '7924db0acf00cb944fab589f1a618abc9954833d26861365cba9715e996de733',
  257: '4d396945f07b15730b0d6545189ae9542b13a617a724583a69582872e898685d',
  1024: 'a001b41dd6bfcb13c73bf83a1fe5c881d49476163e472906c200375d8482b004',
}

test('BLAKE2b-256 of known messages, on both sides of a block', () => {
  // By b2sum --length 256 of coreutils.
  assert.equal(hex(Buffer.from('')), '0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8')
  assert.equal(hex(Buffer.from('abc')), 'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319')
  for (const [length, digest] of Object.entries(byB2sum)) assert.equal(hex(sequence(Number(length), Number(length))), digest, length)
})
