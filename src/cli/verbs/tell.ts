import { failureTable } from '../../errors.ts'
import type { Told } from '../../upgrade/telling.ts'
import { given, required, userOption, type Verb } from '../verb.ts'
import { safe } from '../words/safe.ts'

/** Main process of app-upgrade-tell@.service. 75 while something waits still: the unit is started again for it. */
export const tell: Verb = {
  name: 'tell', description: 'tell others how runs ended, as the unit does it', story: 'Called by app-upgrade-tell@.service.',
  arguments: [required('INSTANCE', 'what stands behind the @ of the unit, after --')], options: [userOption], example: 'app-upgrade tell -- jaco', audience: 'units',
  run: async (call, world) => {
    const how = await world.tell(given(call, 'INSTANCE') ?? '', (told) => {
      if (told.how === 'taken') world.terminal.out(lineOf(told))
      else world.terminal.err(lineOf(told))
    })
    return how === 'told' ? 0 : failureTable.TEMPORARY.exit
  },
}

function lineOf({ id, event, called, how, because }: Told): string {
  const says = { taken: 'was told of', later: 'could not be told yet of', lost: 'was not told of' }[how]
  return `${safe(called)} ${says} ${event} (${id})${because === null ? '' : `: ${safe(because)}`}${how === 'later' ? '; it is asked again' : ''}\n`
}
