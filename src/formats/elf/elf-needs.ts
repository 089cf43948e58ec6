import { bytesAt, damaged, ElfBytes } from './elf-bytes.ts'
import { type ElfImage, readElfImage } from './elf-image.ts'
import { type Chain, definedVersions, neededVersions, type NeededVersion } from './elf-versions.ts'
import { elfDynamicBytesMax, elfLibrariesMax, elfNamesBytesMax, elfVersionsBytesMax } from '../limits.ts'
import type { PartsOfFile } from '../part-of-file.ts'

/** What a program or a library asks of its loader, ld.so(8). */
export interface ElfNeeds {
  readonly image: ElfImage
  /** Names of libraries (`libc.so.6`), or paths. */
  readonly libraries: readonly string[]
  /** Directories that are searched first, as they are written: `$ORIGIN/../lib`. */
  readonly rpath: readonly string[]
  readonly runpath: readonly string[]
  readonly versions: readonly NeededVersion[]
  /** Versions of symbols that it has for others; empty: it knows no versions. */
  readonly defines: ReadonlySet<string>
}

/** elf(5) and the generic ABI: d_tag. */
const tag = { needed: 1, names: 5, namesBytes: 10, rpath: 15, runpath: 29, defined: 0x6ffffffc, definedCount: 0x6ffffffd, versions: 0x6ffffffe, versionsCount: 0x6fffffff } as const

/** Null when it is no ELF file; DATA when a table of it is damaged, or larger than any honest one. */
export async function readElfNeeds(file: PartsOfFile): Promise<ElfNeeds | null> {
  const image = await readElfImage(file)
  if (image === null) return null
  const values = image.dynamic === null ? new Map<number, readonly number[]>() : dynamicOf(await tableAt(file, image, image.dynamic, elfDynamicBytesMax))
  const [names] = values.get(tag.names) ?? []
  if (names === undefined) return { image, libraries: [], rpath: [], runpath: [], versions: [], defines: new Set() }
  const strings = await bytesAt(file, { at: placeOf(image, names).at, sizeBytes: namesBytes(values) }, image.form)
  const texts = (which: number): readonly string[] => (values.get(which) ?? []).map((at) => strings.text(at))
  const chained = async (first: number, counted: number): Promise<Chain | null> => {
    const [[address], [count = 0]] = [values.get(first) ?? [], values.get(counted) ?? []]
    return address === undefined ? null : { bytes: await tableAt(file, image, placeOf(image, address), elfVersionsBytesMax), count, names: strings }
  }
  const [needed, defined] = [await chained(tag.versions, tag.versionsCount), await chained(tag.defined, tag.definedCount)]
  return {
    image,
    libraries: texts(tag.needed),
    rpath: texts(tag.rpath).flatMap((path) => path.split(':')),
    runpath: texts(tag.runpath).flatMap((path) => path.split(':')),
    versions: needed === null ? [] : neededVersions(needed),
    defines: defined === null ? new Set() : definedVersions(defined),
  }
}

interface Place { readonly at: number; readonly sizeBytes: number }

/** As much of it as there is, and as is ever read: a table says only how many entries it has. */
async function tableAt(file: PartsOfFile, { form }: ElfImage, { at, sizeBytes }: Place, sizeBytesMax: number): Promise<ElfBytes> {
  return bytesAt(file, { at, sizeBytes: Math.min(sizeBytes, sizeBytesMax) }, form)
}

/** Tables are given by the address at which they will lie. */
function placeOf({ loaded }: ElfImage, address: number): Place {
  const segment = loaded.find((one) => address >= one.address && address < one.address + one.sizeBytes)
  if (segment === undefined) throw damaged('a table of it lies outside of what is loaded')
  const behind = address - segment.address
  return { at: segment.at + behind, sizeBytes: segment.sizeBytes - behind }
}

/** Values by tag, up to the entry that ends the table. */
function dynamicOf(table: ElfBytes): ReadonlyMap<number, readonly number[]> {
  const values = new Map<number, number[]>()
  const wordBytes = table.form.bits / 8
  for (let at = 0; at + 2 * wordBytes <= table.sizeBytes; at += 2 * wordBytes) {
    const which = table.wide(at)
    if (which === 0) break
    const before = values.get(which) ?? []
    if (before.length >= elfLibrariesMax) throw damaged(`it has more than ${elfLibrariesMax} entries of one kind`)
    values.set(which, [...before, table.wide(at + wordBytes)])
  }
  return values
}

function namesBytes(values: ReadonlyMap<number, readonly number[]>): number {
  const [sizeBytes = 0] = values.get(tag.namesBytes) ?? []
  if (sizeBytes > elfNamesBytesMax) throw damaged(`its names have more than ${elfNamesBytesMax} bytes`)
  return sizeBytes
}
