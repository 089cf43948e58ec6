import { failure } from '../../errors.ts'
import { parseAppName } from '../../release/instance.ts'
import { checkedVersion } from '../asked-app.ts'
import { sayJson } from '../say.ts'
import { textOfInit } from '../screens/init.ts'
import { given, jsonOption, option, required, toggle, userOption, type Verb, wantsJson } from '../verb.ts'

export const init: Verb = {
  name: 'init',
  description: 'look at a release, and write an app file for it',
  story: 'URL is a repository at GitHub, GitLab, Gitea or Forgejo, a release page there, a manifest.json, a release archive, a bucket (s3://, gs://, https://ACCOUNT.blob.core.windows.net/), a repository made for go-updater, or a '
    + 'directory. The newest release is looked at: which file is for this machine, which list holds its checksum, how it is signed. What the server says is hearsay: whom to trust is asked at a terminal, and else left as a hole '
    + 'that the settings refuse, with an explanation. Nothing is verified, unpacked to stay, or run. The file goes to /etc/app-upgrade/APP.toml where the caller may write that, else to standard output.',
  arguments: [required('URL', 'where the releases are')],
  options: [
    option('--name', 'APP', 'what the app is called here; as its repository unless told otherwise'),
    option('--to', 'VERSION', 'the release to look at; the newest unless told otherwise'),
    option('--out', 'FILE', "where the file goes; '-' for standard output", 'file'),
    toggle('--look-inside', 'also fetch the archive and list its programs and units, before anybody has verified it'),
    toggle('--force', 'overwrite an app file that is there already'),
    userOption,
    jsonOption,
  ],
  example: 'app-upgrade init https://github.com/acme/acme',
  audience: 'people',
  run: async (call, world) => {
    const [address, name, version] = [given(call, 'URL') ?? '', given(call, 'name'), given(call, 'to')]
    if (address === '') throw failure('USAGE', 'no address was given')
    const report = await world.init({
      address, app: name === null ? null : parseAppName(name), version: version === null ? null : checkedVersion(version), out: given(call, 'out'),
      onto: call.switches.has('force') ? 'anything' : 'nothing', look: call.switches.has('look-inside') ? 'inside' : 'names', questions: wantsJson(call) ? 'none' : 'asked',
    })
    if (wantsJson(call)) sayJson(world.terminal, report)
    else if (report.file === null) {
      // The file alone, so that it can be redirected.
      world.terminal.out(report.text)
      world.terminal.err(textOfInit(report))
    } else world.terminal.out(textOfInit(report))
    return 0
  },
}
