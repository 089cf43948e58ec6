import { quoted } from '../../formats/printable.ts'
import { sizeText } from '../../formats/size.ts'
import type { Files, ReadsDisk, Space } from '../../host/types.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'
import { spareBytes, spareEntries } from './limits.ts'
import { nearest, writtenBy, type Beside } from './written.ts'

export interface SpaceTools extends Beside { readonly disk: ReadsDisk; readonly files: Pick<Files, 'space'> }
interface Demand { readonly place: string; readonly bytes: number; readonly entries: number }

/**
 * Whether every file system that this plan writes to has room for what it writes there, inodes too: a transaction that runs out of either is undone, but one
 * that is known to run out need not begin (failures.md F01, F02). A quota is no part of what statfs(2) answers: who meets one is told
 * while the new files are laid beside the old ones, which is before any name changes, and the run ends alike.
 */
export function space(tools: SpaceTools): Gate {
  return {
    async ask(plan: Plan): Promise<Answer> {
      for (const demand of await demandsOf(plan, tools)) {
        const short = shortage(demand, await tools.files.space(demand.place))
        if (short !== null) return refusal(demand.place, short)
      }
      return { kind: 'yes' }
    },
  }
}

/** One for each file system, a tenth and a little more than what is written. */
async function demandsOf(plan: Plan, { disk, ...beside }: SpaceTools): Promise<readonly Demand[]> {
  const byDevice = new Map<number, Demand>()
  for (const { directory, bytes, entries } of await writtenBy(plan, disk, beside)) {
    const place = await nearest(disk, directory)
    const device = (await disk.look(place))?.device ?? 0
    const before = byDevice.get(device)
    byDevice.set(device, { place: before?.place ?? place, bytes: (before?.bytes ?? 0) + bytes, entries: (before?.entries ?? 0) + entries })
  }
  return [...byDevice.values()].map(({ place, bytes, entries }) => ({ place, bytes: Math.ceil(bytes * 1.1) + spareBytes, entries: Math.ceil(entries * 1.1) + spareEntries }))
}

function shortage({ bytes, entries }: Demand, { freeBytes, freeEntries }: Space): string | null {
  if (freeBytes < bytes) return `${sizeText(bytes)} are needed there, and ${sizeText(freeBytes)} are free`
  if (freeEntries !== null && freeEntries < entries) return `${entries} new files and links are made there, and ${freeEntries} can be made (inodes)`
  return null
}

/** By force: what does run out is put back, and needs no room for that; but btrfs, over its quota, takes no rename either: there the way back waits for room. */
function refusal(place: string, short: string): Answer {
  return {
    kind: 'no',
    reason: `there is no room for this upgrade on the file system of ${quoted(place)}: ${short}`,
    next: `make room ('df -h ${place}', 'df -i ${place}'; a quota is not seen by either); a timer tries again by itself`,
    overridable: 'yes',
    code: 'CANT_CREATE',
  }
}
