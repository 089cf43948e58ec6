import { machine } from '../../host/machine.ts'
import type { Journals } from '../../upgrade/journal/journal.ts'
import type { Places } from '../../upgrade/places.ts'

export function journalsIn(places: Places): Journals {
  return { disk: machine.disk, clock: machine.clock, directory: places.journals }
}
