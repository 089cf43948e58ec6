import { parseAppName } from '../../release/instance.ts'
import { checkedVersion } from '../asked-app.ts'
import { sayAnswer } from '../say.ts'
import { type Call, given, jsonOption, option, required, userOption, type Verb } from '../verb.ts'
import type { World } from '../world.ts'

const words = [required('APP', 'the app', 'app'), required('VERSION', 'the version')] as const

export const skip: Verb = {
  name: 'skip',
  description: 'never take this version by itself',
  story: 'A version that was found ill is skipped without being asked to; this is for versions known to be ill from elsewhere.',
  arguments: words,
  options: [option('--reason', 'TEXT', 'why, for whoever asks later'), userOption, jsonOption],
  example: "app-upgrade skip jaco 0.3.0 --reason 'loses sessions, see ticket 4711'",
  audience: 'people',
  run: async (call, world) => {
    const { app, version } = await askedRelease(call, world)
    await world.skip(app, version, given(call, 'reason'))
    sayAnswer(call, world, { app, version, skipped: true }, () => `${app}: ${version} is skipped from now on; 'app-upgrade unskip ${app} ${version}' takes it back\n`)
    return 0
  },
}

export const unskip: Verb = {
  name: 'unskip',
  description: 'allow a skipped version again',
  story: 'Also for a version that was found ill and rolled back: the next upgrade may try it again.',
  arguments: words,
  options: [userOption, jsonOption],
  example: 'app-upgrade unskip jaco 0.3.0',
  audience: 'people',
  run: async (call, world) => {
    const { app, version } = await askedRelease(call, world)
    await world.unskip(app, version)
    sayAnswer(call, world, { app, version, skipped: false }, () => `${app}: ${version} may be taken again\n`)
    return 0
  },
}

async function askedRelease(call: Call, world: World): Promise<{ readonly app: string; readonly version: string }> {
  const version = checkedVersion(given(call, 'VERSION') ?? '')
  return { app: await world.chooseApp(parseAppName(given(call, 'APP') ?? '')), version }
}
