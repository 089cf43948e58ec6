import { askedApp } from '../asked-app.ts'
import { requestOf } from '../request.ts'
import { appArgument, jsonOption, option, toggle, userOption, type Verb } from '../verb.ts'
import { followed } from './upgrade.ts'

export const rollback: Verb = {
  name: 'rollback',
  description: 'return to the kept version, judged like an upgrade',
  story: 'Makes the kept version the live one again. It is a transaction like an upgrade: journalled, judged, and undone when the kept version turns out to be ill. Nothing is fetched.',
  arguments: [appArgument],
  options: [
    toggle('--dry-run', 'print the plan, touch nothing'),
    toggle('--force', 'also to a version that was found ill'),
    option('--reason', 'TEXT', 'why, for the history'),
    userOption,
    jsonOption,
  ],
  example: "app-upgrade rollback jaco --reason 'slow queries since noon'",
  audience: 'people',
  run: async (call, world) => {
    const request = requestOf(call, world, 'back')
    const app = await askedApp(call, world)
    return await followed(call, world, (show) => world.rollback(app, request, show))
  },
}
