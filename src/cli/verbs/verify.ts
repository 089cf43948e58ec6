import { failure } from '../../errors.ts'
import { parseAppName } from '../../release/instance.ts'
import { checkedVersion } from '../asked-app.ts'
import { sayAnswer } from '../say.ts'
import { textOfVerify } from '../screens/verify.ts'
import { given, jsonOption, option, required, userOption, type Verb } from '../verb.ts'

export const verify: Verb = {
  name: 'verify',
  description: 'prove that a release archive on disk is what its publisher signed',
  story: "Applies the app's own trust settings to a file; the signed list and its signature lie beside it. Nothing is unpacked or run.",
  arguments: [required('FILE', 'the release archive', 'file')],
  options: [
    option('--app', 'APP', 'whose trust settings; not needed where there is only one app', 'app'),
    option('--to', 'VERSION', 'the version it must be; otherwise the one in its name'),
    userOption,
    jsonOption,
  ],
  example: 'app-upgrade verify ./jaco-v0.2.0-linux-amd64.tar.gz --app jaco',
  audience: 'people',
  run: async (call, world) => {
    const file = given(call, 'FILE')
    if (file === null || file === '') throw failure('USAGE', 'no file was named')
    const app = given(call, 'app')
    const version = given(call, 'to')
    const chosen = await world.chooseApp(app === null ? null : parseAppName(app))
    const report = await world.verify(chosen, file, version === null ? null : checkedVersion(version))
    sayAnswer(call, world, report, () => textOfVerify(report))
    return 0
  },
}
