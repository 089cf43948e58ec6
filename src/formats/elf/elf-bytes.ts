import { failure } from '../../errors.ts'
import { partOf, type PartsOfFile } from '../part-of-file.ts'
import { utf8 } from '../utf8.ts'
import { elfNameBytesMax } from '../limits.ts'

/** How numbers are written in a file. */
export interface ElfForm { readonly bits: 32 | 64; readonly little: boolean }

/** A part of the file, and how to read numbers out of it. What lies outside of it is DATA. */
export class ElfBytes {
  readonly form: ElfForm
  readonly #view: DataView

  constructor(bytes: Uint8Array, form: ElfForm) {
    this.form = form
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get sizeBytes(): number {
    return this.#view.byteLength
  }

  half(at: number): number {
    return this.#view.getUint16(this.#within(at, 2), this.form.little)
  }

  word(at: number): number {
    return this.#view.getUint32(this.#within(at, 4), this.form.little)
  }

  /** An address, an offset or a size: four or eight bytes. One beyond 2^53 is beyond every file, too. */
  wide(at: number): number {
    return this.form.bits === 32 ? this.word(at) : Number(this.#view.getBigUint64(this.#within(at, 8), this.form.little))
  }

  /** Up to the next zero byte. */
  text(at: number): string {
    this.#within(at, 1)
    const [from, room] = [this.#view.byteOffset + at, Math.min(this.sizeBytes - at, elfNameBytesMax + 1)]
    const bytes = new Uint8Array(this.#view.buffer, from, room)
    const end = bytes.indexOf(0)
    const text = end < 0 ? null : utf8(bytes.subarray(0, end))
    if (text === null) throw damaged('a name in it has no end, or is no text')
    return text
  }

  #within(at: number, sizeBytes: number): number {
    if (!Number.isSafeInteger(at) || at < 0 || at + sizeBytes > this.sizeBytes) throw damaged('a table of it points elsewhere')
    return at
  }
}

/** These bytes of the file, all of them. */
export async function bytesAt(file: PartsOfFile, { at, sizeBytes }: { readonly at: number; readonly sizeBytes: number }, form: ElfForm): Promise<ElfBytes> {
  if (!Number.isSafeInteger(at) || !Number.isSafeInteger(sizeBytes) || at < 0 || at + sizeBytes > file.sizeBytes) throw damaged('a table of it lies outside of the file')
  return new ElfBytes(await partOf(file, at, sizeBytes), form)
}

export function damaged(why: string): Error {
  return failure('DATA', `the executable is damaged: ${why}`)
}
