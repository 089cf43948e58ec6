import { parseVersion } from '../../release/version.ts'
import { checkedVersion } from '../asked-app.ts'
import { given, jsonOption, option, required, userOption, type Verb } from '../verb.ts'
import { reasonIn, wished } from '../wished.ts'

const reason = option('--reason', 'TEXT', 'why, for whoever asks later')

export const pin: Verb = {
  name: 'pin',
  description: 'take exactly this version, and no other',
  story: 'Every run takes the pinned version, whatever the channel says, and nothing once it is live; newer releases are still reported. Without a version the live one is pinned. A version that was found ill, or that nobody trusted '
    + 'has signed, is refused all the same. It is written into 50-operator.toml beside the app file, with who, when and why; a file <app>.pin that configuration management writes is read after it.',
  arguments: [required('APP', 'the app', 'app'), { name: 'VERSION', description: 'the version; the live one when it is left out', presence: 'optional', completes: 'nothing' }],
  options: [reason, userOption, jsonOption],
  example: "app-upgrade pin jaco 1.4.2 --reason 'until the database is upgraded, ticket 4711'",
  audience: 'people',
  run: async (call, world) => {
    const version = given(call, 'VERSION')
    return await wished(call, world, { what: 'pin', version: version === null ? null : parseVersion(checkedVersion(version)), reason: reasonIn(call) })
  },
}

export const unpin: Verb = {
  name: 'unpin',
  description: 'follow the channel again',
  story: 'Takes the pin back. Where the app file or a drop-in pins the app, 50-operator.toml says from now on that it is not pinned; a pin that is read later is named and left alone.',
  arguments: [required('APP', 'the app', 'app')],
  options: [userOption, jsonOption],
  example: 'app-upgrade unpin jaco',
  audience: 'people',
  run: (call, world) => wished(call, world, { what: 'unpin' }),
}
