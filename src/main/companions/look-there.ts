import { machine } from '../../host/machine.ts'
import { directoriesMissing } from '../../upgrade/durable.ts'
import type { Found, FoundFile } from '../../upgrade/companions/plan-companion.ts'

/** What lies at a path; null: nothing. */
export async function lookThere(path: string): Promise<Found | null> {
  const facts = await machine.disk.look(path)
  if (facts === null) return null
  if (facts.kind === 'file') {
    const sha256 = await machine.disk.sha256(path)
    return sha256 === null ? null : { kind: 'file', sha256, mode: facts.mode, uid: facts.uid, gid: facts.gid }
  }
  if (facts.kind !== 'symlink') return { kind: 'other', what: facts.kind === 'directory' ? 'a directory' : 'a special file' }
  const target = await machine.disk.readLink(path)
  return { kind: 'other', what: target === '/dev/null' ? 'a link to /dev/null, so that the unit is masked' : `a link to '${target ?? '?'}'` }
}

export async function fileThere(path: string): Promise<(FoundFile & { readonly path: string }) | null> {
  const found = await lookThere(path)
  return found?.kind === 'file' ? { ...found, path } : null
}

/** Above a path, and not there yet; the topmost first. */
export const missingAbove = (path: string): Promise<readonly string[]> => directoriesMissing(machine.disk, path)
