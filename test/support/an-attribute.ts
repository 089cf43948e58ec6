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

/** `system.posix_acl_access`, or `_default`: one account (uid 1) may read and execute, beside the usual three. */
export function aclValue(): Uint8Array {
  const entries: readonly (readonly [tag: number, permissions: number, id: number])[] = [[0x01, 7, 0xffff_ffff], [0x02, 5, 1], [0x04, 5, 0xffff_ffff], [0x10, 5, 0xffff_ffff], [0x20, 0, 0xffff_ffff]]
  const value = Buffer.alloc(4 + 8 * entries.length)
  value.writeUInt32LE(2, 0)
  for (const [index, [tag, permissions, id]] of entries.entries()) {
    const at = 4 + 8 * index
    value.writeUInt16LE(tag, at)
    value.writeUInt16LE(permissions, at + 2)
    value.writeUInt32LE(id, at + 4)
  }
  return value
}
