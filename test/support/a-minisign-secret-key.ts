import { createHash, scryptSync } from 'node:crypto'
import { blake2b256 } from '../../src/formats/minisign/blake2b.ts'
import { aMinisignSigner } from './a-minisign-signer.ts'

export interface SecretKeyFile {
  /** What `minisign.key` holds; a fresh copy each time, because readers wipe it. */
  file(): Buffer
  /** The 158 bytes, to be spoiled. */
  readonly bytes: Buffer
  readonly publicKeyFile: string
}
export interface Protection { readonly password: string; readonly opsLimit: bigint; readonly memoryLimit: bigint }

/** The least that libsodium lets anybody spend: 16 MiB, a blink. minisign itself spends 1 GiB. */
export const cheap: Protection = { password: 'correct horse', opsLimit: 524_288n, memoryLimit: 16_777_216n }

/** The secret key of `aMinisignSigner(seed)`, as minisign would have written it. */
export function aSecretKeyFile(protection: Protection | null = null, seed = 1): SecretKeyFile {
  const signer = aMinisignSigner(seed)
  const secret = createHash('sha256').update(`seed ${seed}`).digest()
  const point = Buffer.from(signer.keyLine, 'base64').subarray(10)
  const plain = Buffer.concat([signer.keyId, secret, point])
  const bytes = protection === null
    ? Buffer.concat([Buffer.from('Ed\0\0B2'), Buffer.alloc(48), plain, Buffer.alloc(32)])
    : sealed(plain, protection)
  return { bytes, publicKeyFile: signer.publicKeyFile, file: () => secretKeyText(bytes) }
}

export function secretKeyText(bytes: Uint8Array): Buffer {
  return Buffer.from(`untrusted comment: minisign encrypted secret key\n${Buffer.from(bytes).toString('base64')}\n`)
}

function sealed(plain: Buffer, { password, opsLimit, memoryLimit }: Protection): Buffer {
  const limits = Buffer.alloc(16)
  limits.writeBigUInt64LE(opsLimit, 0)
  limits.writeBigUInt64LE(memoryLimit, 8)
  const salt = createHash('sha256').update('salt').digest()
  const checked = Buffer.concat([plain, blake2b256(Buffer.concat([Buffer.from('Ed'), plain]))])
  const stream = scryptSync(password, salt, checked.length, { N: 16_384, r: 8, p: 1 })
  return Buffer.concat([Buffer.from('EdScB2'), salt, limits, checked.map((byte, index) => byte ^ (stream[index] ?? 0))])
}
