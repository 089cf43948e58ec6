import { mountTableBytesMax } from '../../formats/limits.ts'
import { readMounts, type Mount } from '../../formats/mountinfo.ts'
import type { ReadsDisk } from '../../host/types.ts'

/**
 * Our own table. In our unit it is a copy of the host's, with the host's `noexec` and with more that is read-only (ProtectSystem=full): the host's own lies
 * under process 1, which ProtectProc=invisible hides from a process without capabilities. A name that is mounted upon (EBUSY) counts in ours, too.
 */
export async function readTable(disk: ReadsDisk): Promise<readonly Mount[]> {
  return readMounts(Buffer.from((await disk.read('/proc/self/mountinfo', mountTableBytesMax)) ?? []).toString('utf8'))
}
