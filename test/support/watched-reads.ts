import { basename } from 'node:path'
import type { Disk, Files } from '../../src/host/types.ts'
import type { Archive } from '../../src/upgrade/ports.ts'
import type { ReadingTools } from '../../src/upgrade/acquire/read-once.ts'

type Read = ReadingTools & { readonly disk: Disk }

/** The same tools, and every reading of a file's content with them, in order: `read <file>`, `digest <file>`, `unpack` for each time that an archive is gone through. */
export function watchedReads<Tools extends Read>(tools: Tools): { readonly tools: Tools; readonly reads: string[] } {
  const reads: string[] = []
  const note = (what: string, path: string): void => void reads.push(`${what} ${path.endsWith('.partial') ? 'download' : basename(path)}`)
  const files: Files = { ...tools.files, open: async (path) => {
    const file = await tools.files.open(path)
    return file === null ? null : { ...file, bytes: (range) => { note('read', path); return file.bytes(range) } }
  } }
  const disk: Disk = { ...tools.disk, sha256: async (path) => { note('digest', path); return tools.disk.sha256(path) } }
  const archiveOf: ReadingTools['archiveOf'] = (artifact) => {
    const archive = tools.archiveOf(artifact)
    const members: Archive['members'] = (...all) => { reads.push('unpack'); return archive.members(...all) }
    return { ...archive, members }
  }
  return { tools: { ...tools, files, disk, archiveOf }, reads }
}
