import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import type { FileFacts, ReadsDisk } from '../../host/types.ts'

/**
 * Whoever may write a directory above a file decides what the file is: each directory from the root down to this one must belong to
 * us or root, be no link, and be writable by nobody else (or be sticky, like /tmp). Asked before missing ones are made: those will be
 * ours. REFUSED, naming the directory (failures.md F46).
 */
export async function refuseUnguarded(disk: ReadsDisk, directory: string, uid: number): Promise<void> {
  for (let at = directory; ; at = posix.dirname(at)) {
    const facts = await disk.look(at)
    const fault = facts === null ? null : faultOf(facts, uid)
    if (fault !== null) throw failure('REFUSED', `'${at}' ${fault}: whoever controls it could put another program there`, { next: `Look at who uses '${at}'; then chown root '${at}' and chmod go-w '${at}', or choose another place.` })
    if (at === posix.dirname(at)) return
  }
}

const sticky = 0o1000

function faultOf(facts: FileFacts, uid: number): string | null {
  if (facts.kind === 'symlink') return 'is a link'
  if (facts.kind !== 'directory') return 'is no directory'
  if (facts.uid !== 0 && facts.uid !== uid) return `belongs to uid ${facts.uid}`
  return (facts.mode & 0o022) !== 0 && (facts.mode & sticky) === 0 ? 'can be written by others' : null
}
