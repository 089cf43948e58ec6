import type { Bzip2Block } from './bzip2-block.ts'

/**
 * Undoes the sorting (Burrows and Wheeler) of a block, into its `bytes`. Two thirds of this waits for memory; unsorting four blocks side by side
 * was measured, and is no faster.
 */
export function unsort(block: Bzip2Block): void {
  chain(block)
  const { sorted, bytes, sizeBytes, origin } = block
  let at = (sorted[origin] as number) >>> 8
  for (let step = 0; step < sizeBytes; step++) {
    const next = sorted[at] as number
    bytes[step] = next
    at = next >>> 8
  }
}

/** Writes above each sorted byte where the one before it stands. */
function chain({ sorted, counts, sizeBytes }: Bzip2Block): void {
  const next = new Uint32Array(256)
  for (let byte = 1; byte < 256; byte++) next[byte] = (next[byte - 1] as number) + (counts[byte - 1] as number)
  for (let place = 0; place < sizeBytes; place++) {
    const byte = (sorted[place] as number) & 0xff
    const to = next[byte] as number
    next[byte] = to + 1
    sorted[to] = (sorted[to] as number) | (place << 8)
  }
}
