import { invariant } from '../../errors.ts'

/** RFC 7693 2.6: as of SHA-512. */
const initial = [
  0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
] as const

/** RFC 7693 2.7: which word of the block goes where in a round, one hexadecimal digit each. */
const schedule = [
  '0123456789abcdef', 'ea489fd61c02b753', 'b8c052fdae367194', '7931dcbe265a40f8', '905724afe1bc683d',
  '2c6a0b834d75fe19', 'c51fed4a0763928b', 'db7ec13950f4862a', '6fe9b308c2d714a5', 'a2847615fb9e3cd0',
] as const
const rounds = 12

/** The columns and then the diagonals of the working vector. */
const quarters = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]] as const

const blockBytes = 128
const digestBytes = 32

/**
 * BLAKE2b with a digest of 32 bytes and no key (RFC 7693). node:crypto has the one of 64 bytes only, and the shorter is no part of the
 * longer. For a few blocks: it is in BigInt, and slow.
 */
export function blake2b256(message: Uint8Array): Buffer {
  // The parameter block: digest length, no key, fanout and depth 1.
  const state = BigUint64Array.from(initial)
  state[0] = initial[0] ^ 0x01010000n ^ BigInt(digestBytes)
  const blocks = Math.max(1, Math.ceil(message.length / blockBytes))
  for (let index = 0; index < blocks; index++) {
    const end = Math.min(message.length, (index + 1) * blockBytes)
    compress(state, message.subarray(index * blockBytes, end), { countBytes: end, isLast: index === blocks - 1 })
  }
  const digest = Buffer.alloc(digestBytes)
  for (let word = 0; word < digestBytes / 8; word++) digest.writeBigUInt64LE(at(state, word), word * 8)
  return digest
}

/** RFC 7693 3.2: F. */
function compress(state: BigUint64Array, block: Uint8Array, { countBytes, isLast }: { readonly countBytes: number; readonly isLast: boolean }): void {
  const words = wordsOf(block)
  const work = BigUint64Array.from([...state, ...initial])
  work[12] = at(work, 12) ^ BigInt(countBytes)
  if (isLast) work[14] = ~at(work, 14)
  for (let round = 0; round < rounds; round++) {
    const order = schedule[round % schedule.length] ?? ''
    for (const [index, quarter] of quarters.entries()) mix(work, quarter, [digit(words, order, 2 * index), digit(words, order, 2 * index + 1)])
  }
  for (let word = 0; word < 8; word++) state[word] = at(state, word) ^ at(work, word) ^ at(work, word + 8)
  words.fill(0n)
  work.fill(0n)
}

/** RFC 7693 3.1: G. What is stored wraps at 64 bits by itself. */
function mix(work: BigUint64Array, [a, b, c, d]: readonly [number, number, number, number], [x, y]: readonly [bigint, bigint]): void {
  for (const [addend, first, second] of [[x, 32n, 24n], [y, 16n, 63n]] as const) {
    work[a] = at(work, a) + at(work, b) + addend
    work[d] = rotated(at(work, d) ^ at(work, a), first)
    work[c] = at(work, c) + at(work, d)
    work[b] = rotated(at(work, b) ^ at(work, c), second)
  }
}

function rotated(word: bigint, bits: bigint): bigint {
  return (word >> bits) | (word << (64n - bits))
}

function digit(words: BigUint64Array, order: string, position: number): bigint {
  return at(words, Number.parseInt(order.charAt(position), 16))
}

function wordsOf(block: Uint8Array): BigUint64Array {
  const padded = Buffer.alloc(blockBytes)
  padded.set(block)
  const words = BigUint64Array.from({ length: blockBytes / 8 }, (_, word) => padded.readBigUInt64LE(word * 8))
  padded.fill(0)
  return words
}

function at(words: BigUint64Array, index: number): bigint {
  const word = words[index]
  invariant(word !== undefined, 'an index within the vector')
  return word
}
