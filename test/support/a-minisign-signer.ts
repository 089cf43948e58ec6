import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'

/** Signs as minisign does, with a key made from a number, so that a test can sign what it likes; the minisign command agrees. */
export interface MinisignSigner {
  readonly publicKeyFile: string
  readonly keyLine: string
  readonly keyId: Buffer
  sign(message: Uint8Array, options?: SigningOptions): Buffer
}
export interface SigningOptions {
  readonly algorithm?: 'ED' | 'Ed'
  readonly trustedComment?: string
}

export function aMinisignSigner(seed = 1, keyId: Uint8Array = createHash('sha256').update(`id ${seed}`).digest().subarray(0, 8)): MinisignSigner {
  const secret = createHash('sha256').update(`seed ${seed}`).digest()
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret]), format: 'der', type: 'pkcs8' })
  const point = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  const keyLine = Buffer.concat([Buffer.from('Ed'), keyId, point]).toString('base64')
  return {
    keyLine,
    keyId: Buffer.from(keyId),
    publicKeyFile: `untrusted comment: minisign public key ${Buffer.from(keyId).reverse().toString('hex').toUpperCase()}\n${keyLine}\n`,
    sign: (message, { algorithm = 'ED', trustedComment = 'timestamp:1795000000\tfile:SHA256SUMS\thashed' } = {}) => {
      const signed = algorithm === 'ED' ? createHash('blake2b512').update(message).digest() : message
      const signature = sign(null, signed, key)
      const blob = Buffer.concat([Buffer.from(algorithm), keyId, signature])
      const global = sign(null, Buffer.concat([signature, Buffer.from(trustedComment)]), key)
      return aSignatureFile({ blob, global, trustedComment })
    },
  }
}

/** The four lines, each of which a test may spoil. */
export function aSignatureFile(parts: { readonly blob: Uint8Array; readonly global: Uint8Array; readonly trustedComment: string }): Buffer {
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
  return Buffer.from(`untrusted comment: signature from minisign secret key\n${base64(parts.blob)}\ntrusted comment: ${parts.trustedComment}\n${base64(parts.global)}\n`)
}
