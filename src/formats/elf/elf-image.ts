import { bytesAt, damaged, ElfBytes, type ElfForm } from './elf-bytes.ts'
import { elfInterpreterBytesMax, elfSegmentsMax } from '../limits.ts'
import { partOf, type PartsOfFile } from '../part-of-file.ts'

/** What the program headers of an ELF file say: what the kernel reads of it. */
export interface ElfImage {
  readonly form: ElfForm
  /** e_machine: 62 is x86-64, 183 is AArch64. */
  readonly machine: number
  readonly kind: 'executable' | 'shared' | 'other'
  /** The dynamic loader; null: it is static, or a library. */
  readonly interpreter: string | null
  /** Which part of the file lies at which address. */
  readonly loaded: readonly Segment[]
  readonly dynamic: Segment | null
}
interface Segment { readonly kind: number; readonly at: number; readonly address: number; readonly sizeBytes: number }

/** elf(5): p_type. */
const [load, dynamic, interpreter] = [1, 2, 3]

/** Null when it is no ELF file at all, such as a script; DATA when it says it is one and is damaged. */
export async function readElfImage(file: PartsOfFile): Promise<ElfImage | null> {
  const head = await partOf(file, 0, 64)
  if (head.length < 4 || head.readUInt32BE(0) !== 0x7f454c46) return null
  const form = formOf(head)
  const header = new ElfBytes(head, form)
  const segments = await segmentsOf(file, header)
  const path = segments.find(({ kind }) => kind === interpreter)
  return {
    form, machine: header.half(18),
    kind: header.half(16) === 2 ? 'executable' : header.half(16) === 3 ? 'shared' : 'other',
    interpreter: path === undefined ? null : await interpreterAt(file, path, form),
    loaded: segments.filter(({ kind }) => kind === load),
    dynamic: segments.find(({ kind }) => kind === dynamic) ?? null,
  }
}

function formOf(head: Buffer): ElfForm {
  const bits = head[4] === 2 ? 64 : head[4] === 1 ? 32 : null
  const little = head[5] === 1 ? true : head[5] === 2 ? false : null
  if (bits === null || little === null) throw damaged('its class or byte order is unknown')
  return { bits, little }
}

async function segmentsOf(file: PartsOfFile, header: ElfBytes): Promise<readonly Segment[]> {
  const isWide = header.form.bits === 64
  const [at, entryBytes, entries] = [header.wide(isWide ? 32 : 28), header.half(isWide ? 54 : 42), header.half(isWide ? 56 : 44)]
  if (entries === 0) return []
  if (entries > elfSegmentsMax || entryBytes < (isWide ? 56 : 32)) throw damaged('its program headers are of no known size')
  const table = await bytesAt(file, { at, sizeBytes: entryBytes * entries }, header.form)
  return Array.from({ length: entries }, (_, index) => segmentAt(table, index * entryBytes))
}

function segmentAt(table: ElfBytes, at: number): Segment {
  const isWide = table.form.bits === 64
  return { kind: table.word(at), at: table.wide(at + (isWide ? 8 : 4)), address: table.wide(at + (isWide ? 16 : 8)), sizeBytes: table.wide(at + (isWide ? 32 : 16)) }
}

async function interpreterAt(file: PartsOfFile, { at, sizeBytes }: Segment, form: ElfForm): Promise<string> {
  if (sizeBytes > elfInterpreterBytesMax) throw damaged('its interpreter is no path')
  return (await bytesAt(file, { at, sizeBytes }, form)).text(0)
}
