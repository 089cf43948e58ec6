import { inspect } from '../../src/upgrade/acquire/inspect.ts'
import type { Archive, ArchiveFile, ArchiveLimits } from '../../src/upgrade/ports.ts'
import { contentOf } from '../../src/upgrade/admit/release-content.ts'
import { parseVersion } from '../../src/release/version.ts'
import { unpackInto, type UnpackTools } from '../../src/upgrade/admit/unpack.ts'

export interface ToUnpack { readonly archive: Archive; readonly file: ArchiveFile; readonly limits: ArchiveLimits; readonly staging: string }

/** Version 1.2.3 as the half that uses it unpacks it, without anybody who vouches for it. */
export async function unpackWhole({ archive, file, limits, staging }: ToUnpack, tools: UnpackTools): Promise<string> {
  const unpacking = unpackInto(staging, tools)
  const members = await inspect({ archive, file, rules: tools.rules, limits, hash: null }, unpacking, new AbortController().signal)
  return unpacking.finish(contentOf(members, tools.rules, parseVersion('1.2.3')))
}
