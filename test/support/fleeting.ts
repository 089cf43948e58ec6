/** A stream whose chunks are worth nothing once the next one is asked for: their bytes are overwritten, as a reused buffer's are. */
export async function* fleeting(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of bytes) {
    const own = Uint8Array.from(chunk)
    yield own
    own.fill(0xee)
  }
}
