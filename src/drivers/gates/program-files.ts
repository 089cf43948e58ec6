import { posix } from 'node:path'
import { type ElfNeeds, readElfNeeds } from '../../formats/elf/elf-needs.ts'
import { partOf } from '../../formats/part-of-file.ts'
import { scriptInterpreter } from '../../formats/script-line.ts'
import { scriptLineBytesMax } from '../../formats/limits.ts'
import { isFailure } from '../../errors.ts'
import type { ByteRange, Files, ReadsDisk } from '../../host/types.ts'
import { programLinksMax } from './limits.ts'

/** What reads programs without running them. */
export interface ReadsPrograms { readonly disk: Pick<ReadsDisk, 'look' | 'read' | 'readLink'>; readonly files: Pick<Files, 'open'> }

/** A file that could be run: an ELF file, a script, or nothing that is known here. */
export type Program =
  | { readonly kind: 'elf'; readonly path: string; readonly needs: ElfNeeds }
  | { readonly kind: 'script'; readonly path: string; readonly interpreter: string }
  | { readonly kind: 'unknown'; readonly path: string }

/** Null when there is no file there, or we may not look. DATA for an ELF file whose tables are damaged. */
export async function programAt(reads: ReadsPrograms, named: string): Promise<Program | null> {
  const path = await followed(reads, named)
  const opened = path === null ? null : await allowed(reads.files.open(path))
  if (path === null || opened === null) return null
  try {
    const file = { sizeBytes: opened.facts.sizeBytes, bytes: (range: ByteRange) => opened.bytes(range) }
    const needs = await readElfNeeds(file)
    if (needs !== null) return { kind: 'elf', path, needs }
    const interpreter = scriptInterpreter(await partOf(file, 0, scriptLineBytesMax))
    return interpreter === null ? { kind: 'unknown', path } : { kind: 'script', path, interpreter }
  } finally {
    await opened.close()
  }
}

/** Whether a file lies there that somebody may execute. */
export async function isProgram(reads: ReadsPrograms, named: string): Promise<'yes' | 'not executable' | 'missing'> {
  const path = await followed(reads, named)
  const facts = path === null ? null : await allowed(reads.disk.look(path))
  if (facts === null || facts.kind !== 'file') return 'missing'
  return (facts.mode & 0o111) === 0 ? 'not executable' : 'yes'
}

/** Where the links lead. Not shortened: below a linked directory `..` is another place for the kernel than for us. */
async function followed({ disk }: ReadsPrograms, named: string): Promise<string | null> {
  let path = named
  for (let left = programLinksMax; left > 0; left--) {
    const target = (await allowed(disk.look(path)))?.kind === 'symlink' ? await allowed(disk.readLink(path)) : null
    if (target === null) return path
    path = target.startsWith('/') ? target : `${posix.dirname(path)}/${target}`
  }
  return null
}

/** Where we may not look, a loader of less rights finds nothing either. */
async function allowed<T>(asked: Promise<T | null>): Promise<T | null> {
  try {
    return await asked
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return null
  }
}
