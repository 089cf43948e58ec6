import assert from 'node:assert/strict'

/** Gives a file an extended attribute, as setcap(8) and setfacl(1) do. */
export async function giveAttribute(path: string, name: string, value: Uint8Array): Promise<void> {
  const { dlopen } = await import('node:ffi')
  const { functions: c } = dlopen('libc.so.6', { setxattr: { arguments: ['buffer', 'buffer', 'buffer', 'uint64', 'int32'], return: 'int32' } })
  assert.equal(c.setxattr(Buffer.from(`${path}\0`), Buffer.from(`${name}\0`), value, BigInt(value.length), 0), 0, `${name} of ${path}`)
}

/** `security.capability`, revision 2: effective, these permitted. */
export function capabilityValue(...bits: readonly number[]): Uint8Array {
  const words = [0, 1].map((word) => bits.filter((bit) => bit >> 5 === word).reduce((all, bit) => all | (1 << (bit & 31)), 0) >>> 0)
  const value = Buffer.alloc(20)
  value.writeUInt32LE(0x0200_0001, 0)
  for (const [word, permitted] of words.entries()) value.writeUInt32LE(permitted, 4 + 8 * word)
  return value
}
