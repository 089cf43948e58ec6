/** Random numbers that are the same for the same seed (mulberry32). Answers a whole number below `below`. */
export type Draws = (below: number) => number

export function draws(seed: number): Draws {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const telling = [0, 1, 2, 0x0a, 0x20, 0x2f, 0x30, 0x7f, 0x80, 0xfe, 0xff]
const bytesMax = 4 * 1024 * 1024

/** One to six changes, most of them small. `other`: another sample, to be spliced in. */
export function mutated(sample: Buffer, other: Buffer, draw: Draws): Buffer {
  let bytes: Buffer = Buffer.from(sample)
  for (let changes = 1 + draw(6); changes > 0; changes--) bytes = changed(bytes, other, draw)
  return bytes.subarray(0, bytesMax)
}

function changed(bytes: Buffer, other: Buffer, draw: Draws): Buffer {
  const at = place(bytes.length, draw)
  const length = 1 + draw(draw(4) === 0 ? 4096 : 16)
  switch (draw(8)) {
    case 0: return bytes.subarray(0, at)
    case 1: return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    case 2: return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)])
    case 3: return Buffer.concat([bytes.subarray(0, at), other.subarray(draw(other.length + 1)).subarray(0, length), bytes.subarray(at)])
    case 4: return written(bytes, at, Buffer.alloc(Math.min(length, 8), telling[draw(telling.length)]))
    case 5: return written(bytes, at, Buffer.from([draw(256)]))
    default: return written(bytes, at, Buffer.from([(bytes[at] ?? 0) ^ (1 << draw(8))]))
  }
}

/** Often near the beginning or the end, where formats say what they are. */
function place(length: number, draw: Draws): number {
  const near = Math.min(length, 64)
  const where = draw(4)
  return where === 0 ? draw(near + 1) : where === 1 ? length - draw(near + 1) : draw(length + 1)
}

function written(bytes: Buffer, at: number, over: Buffer): Buffer {
  over.copy(bytes, at)
  return bytes
}
