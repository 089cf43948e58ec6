import { askedApp } from '../asked-app.ts'
import { sayAnswer } from '../say.ts'
import { textOfList } from '../screens/list.ts'
import { appArgument, jsonOption, userOption, type Verb } from '../verb.ts'

export const list: Verb = {
  name: 'list',
  description: 'list the releases that lie here, and which can be returned to',
  story: 'live is what runs; kept is what rollback returns to; older is reached by rollback --to; failed was found ill, and is kept to be looked at; damaged is not what was recorded; unused never ran, as far as anybody recorded. Releases go by count and by age (keep_releases, keep_days), the last to run stay; never the live one, never the kept one, and none that some process still executes. Reads only; states are told to root.',
  arguments: [appArgument],
  options: [userOption, jsonOption],
  example: 'app-upgrade list jaco',
  audience: 'people',
  run: async (call, world) => {
    const report = await world.list(await askedApp(call, world))
    sayAnswer(call, world, report, () => textOfList(report))
    return 0
  },
}
