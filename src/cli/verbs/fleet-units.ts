import { failureTable } from '../../errors.ts'
import { given, required, userOption, type Verb } from '../verb.ts'

/** Main process of app-upgrade-lease@.service. */
export const lease: Verb = {
  name: 'lease', description: 'carry one errand to the server of the fleet\'s lock, as the unit does it', story: 'Called by app-upgrade-lease@.service.',
  arguments: [required('APP', 'what stands behind the @ of the unit, after --')], options: [userOption], example: 'app-upgrade lease -- jaco', audience: 'units',
  run: async (call, world) => {
    await world.lease(given(call, 'APP') ?? '')
    return 0
  },
}

/** Main process of app-upgrade-repay.service, which systemd starts again until nothing is owed. */
export const repay: Verb = {
  name: 'repay', description: 'let go of locks that could not be let go of, as the unit does it', story: 'Called by app-upgrade-repay.service.',
  arguments: [], options: [userOption], example: 'app-upgrade repay', audience: 'units',
  run: async (_, world) => {
    const still = await world.repay()
    for (const { app, because } of still) world.terminal.err(`app-upgrade: the fleet's lock of '${app}' could not be let go of yet: ${because}\n`)
    return still.length === 0 ? 0 : failureTable.TEMPORARY.exit
  },
}
