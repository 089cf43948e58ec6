import { untilOf } from '../until.ts'
import { jsonOption, option, required, userOption, type Verb } from '../verb.ts'
import { reasonIn, wished } from '../wished.ts'

export const hold: Verb = {
  name: 'hold',
  description: 'change nothing for now, whoever asks',
  story: 'No upgrade begins, by timer or by hand, but for one with --force; a rollback works as ever. A run under way that has not begun to change anything stops. It is written into 50-operator.toml beside the app file, with who, when and why, '
    + 'and ends by itself where an end was named.',
  arguments: [required('APP', 'the app', 'app')],
  options: [
    option('--until', 'MOMENT', 'when it ends: 2026-12-24, "2026-12-24 08:00" (this machine\'s time) or 2026-12-24T08:00:00Z'),
    option('--for', 'TIME', 'how long it lasts: 8h, 3d'),
    option('--reason', 'TEXT', 'why, for whoever asks later'),
    userOption,
    jsonOption,
  ],
  example: "app-upgrade hold jaco --until 2027-01-04 --reason 'nobody is here to mend it'",
  audience: 'people',
  run: (call, world) => wished(call, world, { what: 'hold', untilMs: untilOf(call, world), reason: reasonIn(call) }),
}

export const unhold: Verb = {
  name: 'unhold',
  description: 'allow upgrades again',
  story: 'Takes the hold back. Where the app file or a drop-in holds the app, 50-operator.toml says from now on that it is not held; a hold that is read later is named and left alone.',
  arguments: [required('APP', 'the app', 'app')],
  options: [userOption, jsonOption],
  example: 'app-upgrade unhold jaco',
  audience: 'people',
  run: (call, world) => wished(call, world, { what: 'unhold' }),
}
