import type { Hash } from 'node:crypto'
import type { WritableFile } from '../../host/types.ts'
import { headBytes } from '../limits.ts'
import type { Archive, ArchiveFile, ArchiveLimits, Member } from '../ports.ts'
import { mayBeManaged, type ContentRules, type ReadMember } from '../admit/release-content.ts'

/** Where what is read goes. */
export interface Destination {
  /** Before the first byte is read. */
  begin(): Promise<void>
  /** Where a member's content goes; null: nowhere. It is synced when it is whole, and closed in any case. */
  take(member: Member): Promise<WritableFile | null>
}
export const nowhere: Destination = { begin: async () => undefined, take: async () => null }

export interface Inspection {
  readonly archive: Archive
  readonly file: ArchiveFile
  readonly rules: ContentRules
  readonly limits: ArchiveLimits
  /** Takes every byte that comes out; null: nobody wants to know. */
  readonly hash: Hash | null
}

/**
 * Reads a whole archive through all its checks, and hands every member's content on. What was made of the members is valid only
 * when this returns: the worst is often at the end.
 */
export async function inspect(inspection: Inspection, destination: Destination, signal: AbortSignal): Promise<readonly ReadMember[]> {
  const { archive, file, limits } = inspection
  const members: ReadMember[] = []
  await destination.begin()
  for await (const member of archive.members(file, limits, signal)) {
    const drained = await drain(member, await destination.take(member), inspection)
    members.push({ path: member.path, kind: member.kind, mode: member.mode, ...drained })
  }
  return members
}

async function drain(member: Member, file: WritableFile | null, { rules, hash }: Inspection): Promise<Pick<ReadMember, 'sizeBytes' | 'head'>> {
  const head: Uint8Array[] = []
  let room = mayBeManaged(member.path, rules) ? headBytes : 0
  let sizeBytes = 0
  try {
    for await (const chunk of member.bytes) {
      if (room > 0) head.push(Buffer.from(chunk.subarray(0, room)))
      room -= Math.min(room, chunk.length)
      sizeBytes += chunk.length
      hash?.update(chunk)
      await file?.write(chunk)
    }
    await file?.sync()
    return { sizeBytes, head: Buffer.concat(head) }
  } finally {
    await file?.close()
  }
}
