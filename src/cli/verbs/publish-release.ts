import { asFailure, failure } from '../../errors.ts'
import { parseDuration } from '../../formats/duration.ts'
import type { UploadRequest } from '../../publish/request.ts'
import { checkedVersion } from '../asked-app.ts'
import { sayAnswer } from '../say.ts'
import { textOfRelease } from '../screens/publish.ts'
import { type Call, given, jsonOption, option, several, toggle, type Verb } from '../verb.ts'
import { keyOptions, wanted } from './publish-tree.ts'

export const publishRelease: Verb = {
  name: 'publish release',
  description: 'make a signed list of checksums, and put a release where others find it',
  story: 'Writes SHA256SUMS, and with a key SHA256SUMS.minisig, beside the artifacts; minisign -V and sha256sum -c agree with them. The signature names the version, so that nobody can pass an '
    + 'older release off as this one. With --manifest the release is also entered in a list of releases. What readers ask for first is put last: no release can be found of which a part is missing. '
    + 'The directory of --out can be carried to a host that has no network: it is what upgrade --bundle and an inbox take.',
  arguments: [several('ARTIFACT', 'a file of the release', 'file')],
  options: [
    option('--version', 'VERSION', 'the version, spelled as its tag'),
    ...keyOptions,
    option('--ecdsa-key', 'FILE', 'also sign with this P-256 key in PEM: SHA256SUMS.sig, as cosign verify-blob --key reads it', 'file'),
    option('--comment', 'TEXT', 'words for people in the signature'),
    option('--best-before', 'TIME', "from when on the list is not to be believed any more: '90d' from now"),
    option('--out', 'DIR', 'where list and signature go, with copies of artifacts that lie elsewhere; where the first artifact lies unless told otherwise', 'directory'),
    option('--manifest', 'FILE', 'also enter the release in this manifest.json; made if it is not there', 'file'),
    option('--base-url', 'URL', 'where the files can be fetched; relative to the manifest unless told otherwise'),
    option('--channel', 'NAME', "the channel that leads to this release; 'stable' unless told otherwise, none for a pre-release"),
    option('--upload', 'PLACE', 'put all of it there, too: s3://BUCKET/PREFIX or github:OWNER/NAME'),
    option('--token-file', 'FILE', "the token for GitHub, or the bucket's key as AWS keeps it", 'file'),
    option('--endpoint', 'URL', "the object store's or GitHub server's own address"),
    option('--region', 'NAME', "the bucket's region; us-east-1 unless told otherwise"),
    toggle('--force', 'overwrite files of the same name that hold something else'),
    jsonOption,
  ],
  example: 'app-upgrade publish release dist/acme-v2.0.0-*.tar.gz --version v2.0.0 --key ~/.minisign/minisign.key',
  audience: 'people',
  run: async (call, world) => {
    const report = await world.publishRelease({
      artifacts: call.several, version: checkedVersion(wanted(call, 'version')),
      key: given(call, 'key'), passwordFile: given(call, 'password-file'), ecdsaKey: given(call, 'ecdsa-key'), comment: given(call, 'comment'), bestBeforeMs: bestBefore(call),
      out: given(call, 'out'), manifest: given(call, 'manifest'), baseUrl: needsManifest(call, 'base-url'), channel: needsManifest(call, 'channel'),
      upload: uploadOf(call), onto: call.switches.has('force') ? 'anything' : 'nothing',
    })
    sayAnswer(call, world, report, () => textOfRelease(report))
    return 0
  },
}

function bestBefore(call: Call): number | null {
  const typed = given(call, 'best-before')
  if (typed === null) return null
  try {
    return parseDuration(typed)
  } catch (thrown) {
    throw failure('USAGE', '--best-before is no time', { cause: asFailure(thrown, 'USAGE', '') })
  }
}

function needsManifest(call: Call, name: string): string | null {
  const value = given(call, name)
  if (value !== null && given(call, 'manifest') === null) throw failure('USAGE', `--${name} is about a manifest, and none was named`, { next: 'name it with --manifest' })
  return value
}

function uploadOf(call: Call): UploadRequest | null {
  const to = given(call, 'upload')
  const about = ['token-file', 'endpoint', 'region'].find((name) => given(call, name) !== null)
  if (to === null && about !== undefined) throw failure('USAGE', `--${about} is about an upload, and none was asked for`, { next: 'say where with --upload' })
  return to === null ? null : { to, endpoint: given(call, 'endpoint'), region: given(call, 'region'), tokenFile: given(call, 'token-file') }
}
