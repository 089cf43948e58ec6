import { damaged, type ElfBytes } from './elf-bytes.ts'
import { elfVersionsMax } from '../limits.ts'

/** A version of symbols that a library must have: `GLIBC_2.38` of `libc.so.6`. */
export interface NeededVersion { readonly library: string; readonly version: string }

/** A chain of entries, and where their names are. */
export interface Chain { readonly bytes: ElfBytes; readonly count: number; readonly names: ElfBytes }

/** VER_FLG_WEAK: the loader only warns. */
const weak = 2

/** DT_VERNEED of Drepper's "ELF Symbol Versioning": of each library, each version. */
export function neededVersions({ bytes, names, count }: Chain): readonly NeededVersion[] {
  const needed: NeededVersion[] = []
  let seen = 0
  for (const at of linked(bytes, { at: 0, count, nextAt: 12 })) {
    const library = names.text(bytes.word(at + 4))
    for (const one of linked(bytes, { at: at + bytes.word(at + 8), count: bytes.half(at + 2), nextAt: 12 })) {
      // Of all libraries together: entries that point back at each other would be read for minutes.
      if (++seen > elfVersionsMax) throw damaged(`it needs more than ${elfVersionsMax} versions of symbols`)
      if ((bytes.half(one + 4) & weak) === 0) needed.push({ library, version: names.text(bytes.word(one + 8)) })
    }
  }
  return needed
}

/** DT_VERDEF: the first name of each entry is the version itself; the others are those that it stands on. */
export function definedVersions({ bytes, names, count }: Chain): ReadonlySet<string> {
  const entries = [...linked(bytes, { at: 0, count, nextAt: 16 })]
  return new Set(entries.map((at) => names.text(bytes.word(at + bytes.word(at + 12)))))
}

/** Where the entries lie. `nextAt`: where in an entry the distance to the next one is; 0 is the last. */
function* linked(bytes: ElfBytes, { at, count, nextAt }: { readonly at: number; readonly count: number; readonly nextAt: number }): Generator<number, void, void> {
  if (count > elfVersionsMax) throw damaged(`it has more than ${elfVersionsMax} versions of symbols`)
  for (let [here, left] = [at, count]; left > 0; left--) {
    yield here
    const distance = bytes.word(here + nextAt)
    if (distance === 0) return
    here += distance
  }
}
