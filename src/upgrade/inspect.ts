import type { WritableFile } from '../host/types.ts'
import type { Version } from '../release/version.ts'
import { headBytes } from './limits.ts'
import type { Archive, ArchiveFile, ArchiveLimits, Member } from './ports.ts'
import { contentOf, mayBeManaged, type ContentRules, type ReadMember, type ReleaseContent } from './release-content.ts'

/** Where a member's content goes; null: nowhere. It is synced when it is whole, and closed in any case. */
export type TakesContent = (member: Member) => Promise<WritableFile | null>

export interface Inspection { readonly archive: Archive; readonly file: ArchiveFile; readonly rules: ContentRules; readonly version: Version; readonly limits: ArchiveLimits }

/**
 * Reads a whole archive through all its checks, and hands every member's content on. What was made of the members is valid only
 * when this returns: the worst is often at the end.
 */
export async function inspect({ archive, file, rules, version, limits }: Inspection, take: TakesContent, signal: AbortSignal): Promise<ReleaseContent> {
  const members: ReadMember[] = []
  for await (const member of archive.members(file, limits, signal)) {
    const drained = await drain(member, await take(member), mayBeManaged(member.path, rules) ? headBytes : 0)
    members.push({ path: member.path, kind: member.kind, mode: member.mode, ...drained })
  }
  return contentOf(members, rules, version)
}

async function drain(member: Member, file: WritableFile | null, headBytesMax: number): Promise<Pick<ReadMember, 'sizeBytes' | 'head'>> {
  const head: Uint8Array[] = []
  let room = headBytesMax
  let sizeBytes = 0
  try {
    for await (const chunk of member.bytes) {
      if (room > 0) head.push(Buffer.from(chunk.subarray(0, room)))
      room -= Math.min(room, chunk.length)
      sizeBytes += chunk.length
      await file?.write(chunk)
    }
    await file?.sync()
    return { sizeBytes, head: Buffer.concat(head) }
  } finally {
    await file?.close()
  }
}
