import { failureTable } from '../../errors.ts'
import { namedApp } from '../asked-app.ts'
import { sayAnswer } from '../say.ts'
import { textOfDoctor } from '../screens/doctor.ts'
import { appArgument, jsonOption, userOption, type Verb } from '../verb.ts'

export const doctor: Verb = {
  name: 'doctor',
  description: 'examine this host and the settings before an upgrade has to',
  story: 'Checks settings, source, trust, paths, units and the way back, asks every gate that needs no release, and says what to do about each finding. Changes nothing. '
    + 'Leaves with 40 when an upgrade would be refused; what only a release can show, and what a [[gate]] says that runs or asks something, is told by upgrade --dry-run.',
  arguments: [{ ...appArgument, description: 'the app; the host and all apps when it is left out' }],
  options: [userOption, jsonOption],
  example: 'app-upgrade doctor jaco',
  audience: 'people',
  run: async (call, world) => {
    const report = await world.doctor(namedApp(call))
    sayAnswer(call, world, report, () => textOfDoctor(report, world.terminal))
    return report.findings.some((finding) => finding.state === 'bad') ? failureTable.REFUSED.exit : 0
  },
}
