/** The first bytes of a 64-bit little-endian executable for this machine, with at most one program header: its interpreter. */
export function anElf({ machine, interpreter }: { readonly machine: number; readonly interpreter: string | null }): Buffer {
  const path = Buffer.from(interpreter === null ? '' : `${interpreter}\0`)
  const elf = Buffer.alloc(64 + (interpreter === null ? 0 : 56))
  elf.write('\x7fELF\x02\x01\x01', 'latin1')
  elf.writeUInt16LE(2, 16)
  elf.writeUInt16LE(machine, 18)
  elf.writeBigUInt64LE(64n, 32)
  elf.writeUInt16LE(56, 54)
  elf.writeUInt16LE(interpreter === null ? 0 : 1, 56)
  if (interpreter === null) return elf
  elf.writeUInt32LE(3, 64)
  elf.writeBigUInt64LE(120n, 72)
  elf.writeBigUInt64LE(BigInt(path.length), 96)
  return Buffer.concat([elf, path])
}
