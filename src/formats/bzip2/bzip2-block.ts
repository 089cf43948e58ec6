import { failure } from '../../errors.ts'
import { type Bzip2Codes, codeBitsMax, makeCodes, quickBits, readCodes, slowCode } from './bzip2-codes.ts'
import type { Bzip2Window } from './bzip2-window.ts'

const groupSymbols = 50
/** More selectors than this cannot be needed; some writers pad. */
const selectorsUsable = 18_002

/** One block, in memory that is used again. Reading it makes `sorted` and `counts`, unsorting makes `bytes` of them. */
export interface Bzip2Block {
  /** The sorted bytes, in the low eight bits; above them their order, once `unsort` has begun. */
  readonly sorted: Uint32Array
  readonly counts: Uint32Array
  readonly bytes: Uint8Array
  sizeBytes: number
  origin: number
  checksum: number
}
/** What is needed for reading blocks one after the other. */
export interface Bzip2Desk { readonly codes: Bzip2Codes; readonly selectors: Uint8Array; readonly recent: Uint8Array }

export function makeBlock(blockBytes: number): Bzip2Block {
  return { sorted: new Uint32Array(blockBytes), counts: new Uint32Array(256), bytes: new Uint8Array(blockBytes), sizeBytes: 0, origin: 0, checksum: 0 }
}
export function makeDesk(): Bzip2Desk {
  return { codes: makeCodes(), selectors: new Uint8Array(selectorsUsable), recent: new Uint8Array(256) }
}

/** Reads the block whose mark was just read into `block`. DATA when it is damaged, or says it is randomised: nobody has written such blocks since 1997. */
export function readBlock(window: Bzip2Window, desk: Bzip2Desk, block: Bzip2Block, blockBytesMax: number): void {
  block.checksum = ((window.take(16) << 16) | window.take(16)) >>> 0
  if (window.take(1) === 1) throw failure('DATA', "the bzip2 file has a 'randomised' block, which is not accepted")
  block.origin = window.take(24)
  const used = readUsed(window, desk.recent)
  const tables = window.take(3)
  if (tables < 2 || tables > 6) throw damaged(`it has ${tables} tables`)
  const selectors = readSelectors(window, desk.selectors, tables)
  for (let table = 0; table < tables; table++) readCodes(window, desk.codes, table, used + 2)
  readSymbols(window, desk, block, { selectors, endSymbol: used + 1, blockBytesMax })
  if (block.origin >= block.sizeBytes) throw damaged('its origin lies outside of it')
}

/** Which bytes occur at all, in order, into `recent`; answers how many. */
function readUsed(window: Bzip2Window, recent: Uint8Array): number {
  const ranges = window.take(16)
  let used = 0
  for (let range = 0; range < 16; range++) {
    if ((ranges & (0x8000 >>> range)) === 0) continue
    const bits = window.take(16)
    for (let low = 0; low < 16; low++) if ((bits & (0x8000 >>> low)) !== 0) recent[used++] = range * 16 + low
  }
  if (used === 0) throw damaged('no byte occurs in it')
  return used
}

function readSelectors(window: Bzip2Window, selectors: Uint8Array, tables: number): number {
  const count = window.take(15)
  if (count === 0) throw damaged('it has no selectors')
  const order = Array.from({ length: tables }, (_, table) => table)
  for (let index = 0; index < count; index++) {
    let place = 0
    while (window.take(1) === 1) if (++place >= tables) throw damaged('a selector selects nothing')
    const [table = 0] = order.splice(place, 1)
    order.unshift(table)
    if (index < selectorsUsable) selectors[index] = table
  }
  return Math.min(count, selectorsUsable)
}

interface Extent { readonly selectors: number; readonly endSymbol: number; readonly blockBytesMax: number }

/** The hot loop. Bits wait in `bits`, `waiting` of them; everything it touches is a local or a typed array. */
function readSymbols(window: Bzip2Window, desk: Bzip2Desk, block: Bzip2Block, { selectors, endSymbol, blockBytesMax }: Extent): void {
  const { codes, codes: { quick }, recent } = desk
  const [{ sorted, counts }, { bytes }] = [block, window]
  counts.fill(0)
  let at = window.bitAt >>> 3
  let bits = bytes[at++] as number
  let waiting = 8 - (window.bitAt & 7)
  let [size, run, runUnit] = [0, 0, 1]
  for (let group = 0; group < selectors; group++) {
    if (at - 4 > window.endByte) break
    const table = desk.selectors[group] as number
    for (let left = groupSymbols; left > 0; left--) {
      if (waiting < 16) {
        bits = (bits << 16) | ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
        at += 2
        waiting += 16
      }
      let found = quick[(table << quickBits) + ((bits >>> (waiting - quickBits)) & 1023)] as number
      if (found === 0) {
        if (waiting < codeBitsMax) {
          bits = (bits << 8) | (bytes[at++] as number)
          waiting += 8
        }
        found = slowCode(codes, table, (bits >>> (waiting - codeBitsMax)) & 0xfffff)
      }
      waiting -= found & 31
      const symbol = found >>> 5
      if (symbol < 2) {
        // A run of the most recent byte, its length in digits of one and two.
        run += runUnit << symbol
        runUnit <<= 1
        if (run > blockBytesMax) throw damaged('it is too long')
        continue
      }
      if (run > 0) {
        if (size + run > blockBytesMax) throw damaged('it is too long')
        const byte = recent[0] as number
        sorted.fill(byte, size, size + run)
        counts[byte] = (counts[byte] as number) + run
        size += run
        run = 0
        runUnit = 1
      }
      if (symbol === endSymbol) {
        window.goTo(at * 8 - waiting)
        block.sizeBytes = size
        return
      }
      if (size >= blockBytesMax) throw damaged('it is too long')
      const byte = recent[symbol - 1] as number
      if (symbol < 24) for (let to = symbol - 1; to > 0; to--) recent[to] = recent[to - 1] as number
      else recent.copyWithin(1, 0, symbol - 1)
      recent[0] = byte
      sorted[size++] = byte
      counts[byte] = (counts[byte] as number) + 1
    }
  }
  window.goTo(at * 8 - waiting)
  throw damaged('it has no end')
}

function damaged(why: string): Error {
  return failure('DATA', `the bzip2 file is damaged: a block is wrong, ${why}`)
}
