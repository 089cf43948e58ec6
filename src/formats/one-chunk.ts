/** Bytes that are in memory, for whoever reads a stream: all of them at once. */
export async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield await Promise.resolve(bytes)
}

/** What is sent with a request, out of memory. May be read again. */
export function bodyIn(bytes: Uint8Array): { readonly sizeBytes: number; bytes(): AsyncIterable<Uint8Array> } {
  return { sizeBytes: bytes.length, bytes: () => oneChunk(bytes) }
}
