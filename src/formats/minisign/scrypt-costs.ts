import { failure } from '../../errors.ts'
import { scryptBytesMax, scryptParallelMax } from '../limits.ts'

/** As RFC 7914 names them. */
export interface ScryptCosts { readonly N: number; readonly r: number; readonly p: number }

const r = 8n

/**
 * The costs that libsodium makes of its two limits (`pickparams` of crypto_pwhash_scryptsalsa208sha256): bounded by the operations where
 * these are few, else by the memory. CONFIG when a key file asks for more memory or time than we would ever spend on one.
 */
export function scryptCosts(opsLimit: bigint, memoryLimit: bigint): ScryptCosts {
  const ops = opsLimit < 32768n ? 32768n : opsLimit
  const few = ops < memoryLimit / 32n
  const N = powerWithin(few ? ops / (r * 4n) : memoryLimit / (r * 128n))
  const p = few ? 1n : smaller(ops / 4n / N, 0x3fffffffn) / r
  if (p < 1n || p > scryptParallelMax || N * r * 128n > scryptBytesMax) {
    throw failure('CONFIG', 'the minisign secret key cannot be used: its password protection costs more than is sensible, or nothing', { next: "Protect it anew with 'minisign -C'." })
  }
  return { N: Number(N), r: Number(r), p: Number(p) }
}

/** The largest power of two that is no larger; 2 at least. */
function powerWithin(limit: bigint): bigint {
  for (let power = 2n, doublings = 0; doublings < 62; doublings++, power *= 2n) if (power > limit / 2n) return power
  return 1n << 63n
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
