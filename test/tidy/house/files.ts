import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sourceFile, type SourceFile } from './source-file.ts'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

const notOurs: ReadonlySet<string> = new Set(['.git', '.cache', 'node_modules', 'build', 'dist'])

/** Every path that is, or will be, committed, sorted. */
export function paths(under = ''): readonly string[] {
  return readdirSync(root + under, { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(under, entry.name)
    if (notOurs.has(entry.name)) return []
    return entry.isDirectory() ? paths(path) : entry.isFile() ? [path] : []
  }).toSorted()
}

export function textOf(path: string): string {
  return readFileSync(root + path, 'utf8')
}

/** Parsed TypeScript below a folder. */
export function sources(under: string): readonly SourceFile[] {
  return paths(under).filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts')).map(parsed)
}

const known = new Map<string, SourceFile>()

function parsed(path: string): SourceFile {
  const file = known.get(path) ?? sourceFile(path, textOf(path))
  known.set(path, file)
  return file
}
