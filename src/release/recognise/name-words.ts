import type { Architecture } from '../platform.ts'
import type { Version } from '../version.ts'
import { architectureSpellings } from '../words.ts'

/** What the words of a file's name say about whom it is for; null where they say nothing. */
export interface NameWords {
  readonly words: readonly string[]
  /** `other`: of a processor that is none of ours. */
  readonly architecture: Architecture | 'other' | null
  readonly system: 'linux' | 'other' | null
  /** Static programs run on any Linux; `gnu` ones need a C library that is no older than the publisher's. */
  readonly library: 'static' | 'gnu' | null
}

const otherProcessors = /^(?:arm(?:v\d\w*|hf|el|32|eabi\w*)?|i[3-6]86|386|x86|ia32|32bit|linux32|riscv\w*|ppc\w*|powerpc\w*|s390x?|mips\w*|loong\w*|sparc\w*|amd64v\d|wasm\w*|wasi\w*|universal\d?)$/
const otherSystems = /^(?:darwin|macos|mac|osx|apple|windows|win|win32|win64|mswin|msvc|mingw\w*|cygwin|freebsd|openbsd|netbsd|dragonfly(?:bsd)?|solaris|sunos|illumos|android|ios|aix|plan9|haiku|js|wasm|wasi)\d*$/

/** Reads a name's words, the version left out: a `386` in it would be no processor. */
export function nameWords(name: string, version: Version): NameWords {
  const words = name.replaceAll(version, ' ').toLowerCase().replaceAll(/x86[_-]64/g, 'amd64').split(/[^a-z0-9]+/).filter((word) => word !== '')
  return {
    words,
    architecture: processorIn(words),
    system: words.some((word) => otherSystems.test(word)) ? 'other' : words.some((word) => /^linux(?:64|32)?$/.test(word)) ? 'linux' : null,
    library: words.some((word) => /^(?:musl|static)/.test(word)) ? 'static' : words.some((word) => /^(?:gnu|glibc)/.test(word)) ? 'gnu' : null,
  }
}

function processorIn(words: readonly string[]): NameWords['architecture'] {
  const ours = (Object.keys(architectureSpellings) as readonly Architecture[]).filter((known) => {
    const spellings: readonly string[] = architectureSpellings[known]
    return words.some((word) => spellings.includes(word) || (known === 'amd64' && /^(?:64bit|linux64)$/.test(word)))
  })
  const [only, ...more] = ours
  if (words.some((word) => otherProcessors.test(word)) || more.length > 0) return 'other'
  return only ?? null
}
