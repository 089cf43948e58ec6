import { createHash } from 'node:crypto'
import type { Listed } from './checksum-list.ts'

const dayMs = 86_400_000

/**
 * The entry by which a signed list says until when it may be believed, as sysupdate.d(5) has it: an empty file with the day in its name.
 * The file is published, too, so that `sha256sum -c` finds it. A list counts until its day begins, in UTC: never a moment less than was
 * wanted. To the second the signature says it.
 */
export function bestBeforeMarker(atMs: number): Listed {
  return { name: `BEST-BEFORE-${new Date(Math.ceil(atMs / dayMs) * dayMs).toISOString().slice(0, 10)}`, sha256: createHash('sha256').digest('hex') }
}
