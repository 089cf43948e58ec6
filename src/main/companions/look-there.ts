import { posix } from 'node:path'
import { machine } from '../../host/machine.ts'
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
export async function missingAbove(path: string): Promise<readonly string[]> {
  const missing: string[] = []
  for (let at = posix.dirname(path); at !== '/' && (await machine.disk.look(at)) === null; at = posix.dirname(at)) missing.unshift(at)
  return missing
}
