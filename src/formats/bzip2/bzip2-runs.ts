/** Four equal bytes are followed by how many more of them there are. */
const runBytes = 4

/** Undoes the first stage of bzip2. Yields views of `room`, each valid until the next is asked for: one block can become 46 MB. */
export function* expandRuns(packed: Uint8Array, room: Uint8Array): Generator<Uint8Array, void, void> {
  let [at, size, same, before] = [0, 0, 0, -1]
  while (at < packed.length) {
    // Room for all that one step can write: a byte, or a whole run.
    const stop = room.length - 256
    while (at < packed.length && size < stop) {
      const byte = packed[at++] as number
      if (same === runBytes) {
        room.fill(before, size, size + byte)
        size += byte
        same = 0
        before = -1
      } else {
        same = byte === before ? same + 1 : 1
        before = byte
        room[size++] = byte
      }
    }
    yield room.subarray(0, size)
    size = 0
  }
}
