import { failure } from '../errors.ts'
import { elfInterpreterBytesMax } from './limits.ts'
import { utf8 } from './utf8.ts'

/** What the first bytes of an executable say about itself. */
export interface ElfFacts {
  readonly bits: 32 | 64
  /** e_machine: 62 is x86-64, 183 is AArch64. */
  readonly machine: number
  /** The processor, in Go's spelling; null for one we do not know. */
  readonly architecture: 'amd64' | 'arm64' | null
  /** A position-independent executable is `shared` too: the header cannot tell them apart. */
  readonly kind: 'executable' | 'shared' | 'other'
  /** The dynamic loader; null for a static executable. */
  readonly interpreter: string | null
}

const interpreterSegment = 3

/**
 * Reads an ELF header out of a file's first bytes (64 KiB are plenty). Null when it is no ELF file at all, such as a script;
 * DATA when it says it is one and is damaged, or when its tables lie beyond the bytes given.
 */
export function readElf(head: Uint8Array): ElfFacts | null {
  if (head.length < 4 || head[0] !== 0x7f || head[1] !== 0x45 || head[2] !== 0x4c || head[3] !== 0x46) return null
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  if (head.length < 64) throw damaged('it ends inside its header')
  const bits = head[4] === 2 ? 64 : head[4] === 1 ? 32 : null
  const little = head[5] === 1 ? true : head[5] === 2 ? false : null
  if (bits === null || little === null) throw damaged('its class or byte order is unknown')
  const machine = view.getUint16(18, little)
  return { bits, machine, architecture: architectureOf(machine, { bits, little }), kind: kindOf(view.getUint16(16, little)), interpreter: interpreterOf(view, { bits, little }) }
}

/** How numbers are written in the file. */
interface Form { readonly bits: 32 | 64; readonly little: boolean }

function architectureOf(machine: number, { bits, little }: Form): ElfFacts['architecture'] {
  if (bits !== 64 || !little) return null
  return machine === 62 ? 'amd64' : machine === 183 ? 'arm64' : null
}

function kindOf(type: number): ElfFacts['kind'] {
  return type === 2 ? 'executable' : type === 3 ? 'shared' : 'other'
}

function interpreterOf(view: DataView, { bits, little }: Form): string | null {
  const wide = bits === 64
  const word = (at: number): number => (wide ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little))
  const tableAt = word(wide ? 32 : 28)
  const entryBytes = view.getUint16(wide ? 54 : 42, little)
  const entries = view.getUint16(wide ? 56 : 44, little)
  if (entries === 0) return null
  if (entryBytes < (wide ? 56 : 32) || tableAt + entryBytes * entries > view.byteLength) throw damaged('its program headers lie elsewhere')
  for (let index = 0; index < entries; index++) {
    const at = tableAt + index * entryBytes
    if (view.getUint32(at, little) !== interpreterSegment) continue
    return textAt(view, word(at + (wide ? 8 : 4)), word(at + (wide ? 32 : 16)))
  }
  return null
}

function textAt(view: DataView, at: number, sizeBytes: number): string {
  if (sizeBytes < 2 || sizeBytes > elfInterpreterBytesMax || at + sizeBytes > view.byteLength) throw damaged('its interpreter lies elsewhere')
  const text = utf8(new Uint8Array(view.buffer, view.byteOffset + at, sizeBytes))
  if (text === null || text.indexOf('\0') !== text.length - 1) throw damaged('its interpreter is not a path')
  return text.slice(0, -1)
}

function damaged(why: string): Error {
  return failure('DATA', `the executable is damaged: ${why}`)
}
