import { failure } from '../../errors.ts'
import type { Bzip2Window } from './bzip2-window.ts'

export const quickBits = 10
export const codeBitsMax = 20
export const tablesMax = 6
const symbolsMax = 258
/** One row per code length, and one for the end. */
export const rows = codeBitsMax + 2

/** The Huffman codes of one block: up to six tables, one behind the other, in memory that every block uses again. */
export interface Bzip2Codes {
  /** By the next ten bits: symbol × 32 + length; 0 for codes that are longer. */
  readonly quick: Uint16Array
  /** Last code of each length, and what to take from a code to find its symbol in `symbols`. */
  readonly last: Int32Array
  readonly offset: Int32Array
  readonly symbols: Uint16Array
}

export function makeCodes(): Bzip2Codes {
  return {
    quick: new Uint16Array(tablesMax << quickBits), last: new Int32Array(tablesMax * rows),
    offset: new Int32Array(tablesMax * rows), symbols: new Uint16Array(tablesMax * symbolsMax),
  }
}

/** Reads table number `table`: how long the code of each of `count` symbols is. DATA for lengths that no code can have. */
export function readCodes(window: Bzip2Window, codes: Bzip2Codes, table: number, count: number): void {
  const lengths = new Uint8Array(count)
  let length = window.take(5)
  for (let symbol = 0; symbol < count; symbol++) {
    // However often it goes up and down again: the window ends.
    while (window.take(1) === 1) {
      length += window.take(1) === 0 ? 1 : -1
      if (length < 1 || length > codeBitsMax) break
    }
    if (length < 1 || length > codeBitsMax) throw failure('DATA', 'the bzip2 file is damaged: a code has an impossible length')
    lengths[symbol] = length
  }
  fillTable(codes, table, lengths)
}

function fillTable({ quick, last, offset, symbols }: Bzip2Codes, table: number, lengths: Uint8Array): void {
  quick.fill(0, table << quickBits, (table + 1) << quickBits)
  let code = 0
  let index = 0
  for (let length = 1; length <= codeBitsMax; length++) {
    offset[table * rows + length] = code - index
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue
      symbols[table * symbolsMax + index++] = symbol
      if (length <= quickBits) {
        const first = (table << quickBits) + (code << (quickBits - length))
        quick.fill(symbol * 32 + length, first, first + (1 << (quickBits - length)))
      }
      code++
    }
    if (code > 2 ** length) throw failure('DATA', 'the bzip2 file is damaged: it has more codes than fit')
    last[table * rows + length] = code - 1
    code <<= 1
  }
}

/** The symbol of a code that is longer than the quick table knows, as symbol × 32 + length. `bits`: the next twenty. */
export function slowCode({ last, offset, symbols }: Bzip2Codes, table: number, bits: number): number {
  for (let length = quickBits + 1; length <= codeBitsMax; length++) {
    const code = bits >>> (codeBitsMax - length)
    const row = table * rows + length
    if (code <= (last[row] as number)) return (symbols[table * symbolsMax + code - (offset[row] as number)] as number) * 32 + length
  }
  throw failure('DATA', 'the bzip2 file is damaged: a code stands for nothing')
}
