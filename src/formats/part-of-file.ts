/** A file of known size, read in parts: for formats that say at their end what they hold. */
export interface PartsOfFile {
  readonly sizeBytes: number
  /** These bytes in chunks; each is valid until the next one is asked for. */
  bytes(range: { readonly fromByte: number; readonly sizeBytesMax: number }): AsyncIterable<Uint8Array>
}

/** A small part, in memory of its own. It is shorter than asked for where the file ends. */
export async function partOf(file: PartsOfFile, fromByte: number, sizeBytes: number): Promise<Buffer> {
  const part: Uint8Array[] = []
  let left = Math.min(sizeBytes, file.sizeBytes - fromByte)
  if (left <= 0) return Buffer.alloc(0)
  for await (const chunk of file.bytes({ fromByte, sizeBytesMax: file.sizeBytes - fromByte })) {
    part.push(Buffer.from(chunk.subarray(0, left)))
    left -= Math.min(left, chunk.length)
    if (left === 0) break
  }
  return Buffer.concat(part)
}
