import type { Disk } from '../../host/types.ts'
import { replaceNote } from '../durable.ts'
import { inboxNotesBytesMax } from '../limits.ts'

/** What is remembered of a bundle that is still in the inbox. `inode`: another bundle of the same name is another bundle. */
export interface InboxNote {
  readonly name: string
  readonly inode: number
  readonly firstMs: number
  /** It was applied or refused, and could not be moved: it must not be applied again and again. Null: it is to be tried again. */
  readonly decided: 'done' | 'refused' | null
  readonly because: string
}

/** Of this boot: one that was tried before the reboot is tried anew. Notes that are damaged, or cannot be read, are none. */
export async function readInboxNotes(disk: Disk, path: string): Promise<readonly InboxNote[]> {
  try {
    const bytes = await disk.read(path, inboxNotesBytesMax)
    const notes: unknown = bytes === null ? [] : JSON.parse(Buffer.from(bytes).toString('utf8'))
    return Array.isArray(notes) ? notes.filter(isNote) : []
  } catch {
    return []
  }
}

/** A courtesy to the next look: without it a bundle is tried for longer than it need be. */
export async function leaveInboxNotes(disk: Disk, path: string, notes: readonly InboxNote[]): Promise<void> {
  if (notes.length === 0) return disk.remove(path).catch(() => undefined)
  await replaceNote(disk, path, Buffer.from(JSON.stringify(notes)), 0o600).catch(() => undefined)
}

function isNote(value: unknown): value is InboxNote {
  const { name, inode, firstMs, decided, because } = (value ?? {}) as Partial<Record<keyof InboxNote, unknown>>
  return typeof name === 'string' && typeof inode === 'number' && typeof firstMs === 'number' && (decided === null || decided === 'done' || decided === 'refused') && typeof because === 'string'
}
