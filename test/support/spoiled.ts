/** A copy with one bit changed. */
export function spoiled(bytes: Uint8Array, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
  return changed
}
