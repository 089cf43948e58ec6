import { createHash } from 'node:crypto'
import type { Listed } from './checksum-list.ts'

/**
 * The entry by which a signed list says until when it may be believed, as sysupdate.d(5) has it: an empty file with the day in its name.
 * The file is published, too, so that `sha256sum -c` finds it.
 */
export function bestBeforeMarker(atMs: number): Listed {
  return { name: `BEST-BEFORE-${new Date(atMs).toISOString().slice(0, 10)}`, sha256: createHash('sha256').digest('hex') }
}
