import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSmallOrder } from '../../../../src/formats/minisign/ed25519-points.ts'

const p = 2n ** 255n - 19n
const mod = (value: bigint): bigint => ((value % p) + p) % p
const d = mod(-121665n * inverse(121666n))
function power(base: bigint, exponent: bigint): bigint {
  let [result, factor] = [1n, mod(base)]
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = mod(result * factor)
    factor = mod(factor * factor)
  }
  return result
}
function inverse(value: bigint): bigint {
  return power(mod(value), p - 2n)
}
const encoded = (y: bigint, sign = 0n): Buffer => Buffer.from((y | (sign << 255n)).toString(16).padStart(64, '0'), 'hex').reverse()
const decoded = (hex: string): bigint => BigInt(`0x${Buffer.from(hex, 'hex').reverse().toString('hex')}`)

test('M08 every encoding of the eight points of small order is known, by the curve equation itself', () => {
  // Order 1 and 2: y = 1, -1. Order 4: y = 0. Order 8: doubling gives y = 0, so y² = -x² and d·y⁴ + 2y² - 1 = 0.
  const eights = ['26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'].map(decoded)
  for (const y of eights) assert.equal(mod(d * power(y, 4n) + 2n * y * y - 1n), 0n)
  assert.equal(mod((eights[0] ?? 0n) + (eights[1] ?? 0n)), 0n, 'they are each other negated')
  const canonical = [0n, 1n, p - 1n, ...eights]
  const all = canonical.flatMap((y) => [y, y + p]).filter((y) => y < 2n ** 255n)
  assert.equal(all.length, 7)
  for (const y of all) for (const sign of [0n, 1n]) assert.ok(isSmallOrder(encoded(y, sign)), y.toString(16))
})
test('other points are not refused', () => {
  const base = decoded('5866666666666666666666666666666666666666666666666666666666666666')
  for (const y of [base, 2n, p - 2n, p + 2n, mod(base + 1n)]) assert.equal(isSmallOrder(encoded(y)), false)
})
