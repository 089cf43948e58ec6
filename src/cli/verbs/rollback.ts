import { askedApp } from '../asked-app.ts'
import { requestOf } from '../request.ts'
import { appArgument, jsonOption, option, toggle, userOption, type Verb } from '../verb.ts'
import { followed } from './upgrade.ts'

export const rollback: Verb = {
  name: 'rollback',
  description: 'return to the kept version, judged like an upgrade',
  story: 'Makes the version that ran before the live one again, by what was recorded, never by sorting; with --to any other that ran here and still lies here whole (list shows them). While an upgrade is under way it waits for its end. It is a transaction like an upgrade: journalled, judged, and undone when that version turns out to be ill. Nothing is fetched. The version that was left is skipped from then on.',
  arguments: [appArgument],
  options: [
    option('--to', 'VERSION', 'another release that ran here'),
    toggle('--dry-run', 'print the plan, touch nothing'),
    toggle('--force', 'also to a version that was found ill or is skipped'),
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
