/**
 * The y coordinates, little-endian with the sign bit cleared, of every encoding of a point whose order divides 8. With such a
 * point as key or as R, a signature that nobody made can verify. libsodium, and so minisign, looks; OpenSSL 3.0 does not (measured), 3.5 does.
 */
const smallOrder: ReadonlySet<string> = new Set([
  `00${'00'.repeat(31)}`,
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
])

/** Whether 32 bytes encode a point of small order, in any of its spellings. */
export function isSmallOrder(encoded: Uint8Array): boolean {
  const bytes = Buffer.from(encoded)
  bytes[31] = (bytes[31] ?? 0) & 0x7f
  return smallOrder.has(bytes.toString('hex'))
}
