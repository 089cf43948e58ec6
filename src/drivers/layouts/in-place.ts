import * as v from 'valibot'
import type { Disk, IsExecuted } from '../../host/types.ts'
import { unfinished } from '../../upgrade/durable.ts'
import type { Plan, PlannedFile } from '../../upgrade/plan.ts'
import type { Layout, Live } from '../../upgrade/ports.ts'
import { companionsOf } from './companions.ts'
import { liveCompanions, liveFiles } from './live-files.ts'
import { discardPlaced, exchangePlaced, keepPlaced, putBackPlaced, stagePlaced, type Placed } from './placed.ts'
import { prune, pruningOf } from './prune.ts'

export const inPlaceSchema = v.strictObject({})

const keptPath = (file: PlannedFile): string => `${file.publicPath}.kept`

/**
 * The public paths are the files themselves: staged as `<path>.upgrading`, renamed over, the version before kept as `<path>.kept` and, once
 * the new one is confirmed, as `<path>.prev`. Each file is whole at every instant; several files change one after the other.
 */
export function inPlace(disk: Disk, isExecuted: IsExecuted): Layout {
  return {
    async inspect(plan: Plan): Promise<Live> {
      return { files: await liveFiles(disk, plan, keptPath), companions: await liveCompanions(disk, companionsOf(plan)) }
    },

    async keep(plan: Plan): Promise<void> {
      await keepPlaced(disk, placedBy(plan))
    },

    async swap(plan: Plan): Promise<void> {
      await stagePlaced(disk, placedBy(plan))
      await exchangePlaced(disk, placedBy(plan))
    },

    async restore(plan: Plan): Promise<void> {
      await putBackPlaced(disk, placedBy(plan))
    },

    async discard(plan: Plan, which: 'kept' | 'new'): Promise<void> {
      await discardPlaced(disk, placedBy(plan), which)
      if (which === 'kept') await prune(disk, pruningOf(plan, null), isExecuted)
    },
  }
}

/** All of them, in the order in which they are exchanged; they are put back the other way round. */
function placedBy(plan: Plan): readonly Placed[] {
  return [...companionsOf(plan), ...plan.files.map(placedFile)]
}

function placedFile(file: PlannedFile): Placed {
  const { publicPath, ...same } = file
  return { ...same, path: publicPath, directories: [], beside: { staged: unfinished(publicPath), kept: keptPath(file), previous: `${publicPath}.prev` } }
}
