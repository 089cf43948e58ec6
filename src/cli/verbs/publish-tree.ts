import { failure } from '../../errors.ts'
import { checkedVersion } from '../asked-app.ts'
import { sayAnswer } from '../say.ts'
import { textOfTree } from '../screens/publish.ts'
import { type Call, given, jsonOption, option, required, toggle, type Verb } from '../verb.ts'

export const keyOptions = [
  option('--key', 'FILE', 'sign with this minisign secret key', 'file'),
  option('--password-file', 'FILE', "the key's password; otherwise it is asked for at the terminal", 'file'),
] as const

export const publishTree: Verb = {
  name: 'publish tree',
  description: 'add a binary to a repository that go-updater and app-upgrade read',
  story: "Does what go-updater's update-repo does: <version>/<os>/<arch>/release.json with the digest of the uncompressed bytes, and beside it the binary, "
    + 'compressed by bzip2(1). Serve the directory with any web server. With a key, release.json gets a signature beside it, which go-updater ignores and app-upgrade can demand.',
  arguments: [required('BINARY', 'the program', 'file')],
  options: [
    option('--version', 'VERSION', 'its version, as its users will ask for it'),
    option('--os', 'NAME', 'its operating system as Go spells it; linux unless told otherwise'),
    option('--arch', 'NAME', "its processor as Go spells it; this machine's unless told otherwise"),
    option('--repo', 'DIR', 'the repository; this directory unless told otherwise', 'directory'),
    toggle('--uncompressed', 'leave the uncompressed binary there, too'),
    toggle('--force', 'overwrite a version that is there already'),
    ...keyOptions,
    jsonOption,
  ],
  example: 'app-upgrade publish tree ./acme --version 2.0.0 --repo /srv/releases',
  audience: 'people',
  run: async (call, world) => {
    const report = await world.publishTree({
      binary: wanted(call, 'BINARY'), version: checkedVersion(wanted(call, 'version')),
      os: given(call, 'os') ?? 'linux', architecture: given(call, 'arch'), repository: given(call, 'repo') ?? '.',
      keep: call.switches.has('uncompressed') ? 'both' : 'compressed', onto: call.switches.has('force') ? 'anything' : 'nothing',
      key: given(call, 'key'), passwordFile: given(call, 'password-file'),
    })
    sayAnswer(call, world, report, () => textOfTree(report))
    return 0
  },
}

/** An option without which there is nothing to do: commander would call it an option all the same. */
export function wanted(call: Call, name: string): string {
  const value = given(call, name)
  if (value !== null && value !== '') return value
  throw failure('USAGE', name === name.toUpperCase() ? `no ${name} was named` : `--${name} is missing`)
}
