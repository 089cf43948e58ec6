import { createHash, sign } from 'node:crypto'
import { failure } from '../../errors.ts'
import { trustedLineBytesMax } from '../limits.ts'
import type { MinisignSecretKey } from './minisign-secret-key.ts'
import { isPrintable } from '../printable.ts'

/**
 * Signs as `minisign -S` does: over the BLAKE2b-512 of the message, and then over the signature and the trusted comment. The four lines of
 * a `.minisig` file. USAGE when a reader would refuse the comment.
 */
export function signMinisign(key: MinisignSecretKey, message: Uint8Array, trustedComment: string): Buffer {
  if (!isPrintable(trustedComment.replaceAll('\t', ''))) throw failure('USAGE', 'the trusted comment has a character that cannot be seen')
  if (Buffer.byteLength(`trusted comment: ${trustedComment}`) >= trustedLineBytesMax) throw failure('USAGE', `the trusted comment is longer than ${trustedLineBytesMax} bytes`)
  const signature = sign(null, createHash('blake2b512').update(message).digest(), key.secretKey)
  const global = sign(null, Buffer.concat([signature, Buffer.from(trustedComment)]), key.secretKey)
  const blob = Buffer.concat([Buffer.from('ED'), key.keyId, signature])
  return Buffer.from(`untrusted comment: signature from minisign secret key\n${blob.toString('base64')}\ntrusted comment: ${trustedComment}\n${global.toString('base64')}\n`)
}
