import { parseAppName, parseChannelName } from '../../release/instance.ts'
import { sayAnswer } from '../say.ts'
import { textOfChannels } from '../screens/wish.ts'
import { given, jsonOption, option, required, userOption, type Verb } from '../verb.ts'
import { reasonIn, wished } from '../wished.ts'

export const channel: Verb = {
  name: 'channel',
  description: 'follow another channel, or say which is followed',
  story: 'Without a name: which channel is followed, and which there are. With one: that one from now on, written into 50-operator.toml beside the app file. Nothing becomes older by it: '
    + 'who returns to stable from a pre-release waits for the finished release.',
  arguments: [required('APP', 'the app', 'app'), { name: 'NAME', description: 'the channel to follow; stable is every app\'s finished releases', presence: 'optional', completes: 'nothing' }],
  options: [option('--reason', 'TEXT', 'why, for the system journal'), userOption, jsonOption],
  example: 'app-upgrade channel jaco beta',
  audience: 'people',
  run: async (call, world) => {
    const name = given(call, 'NAME')
    if (name !== null) return await wished(call, world, { what: 'channel', name: parseChannelName(name), reason: reasonIn(call) })
    const report = await world.channels(await world.chooseApp(parseAppName(given(call, 'APP') ?? '')))
    sayAnswer(call, world, report, () => textOfChannels(report))
    return 0
  },
}
