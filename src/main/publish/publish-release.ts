import { posix } from 'node:path'
import { directory, storeOf } from '../../drivers/stores/table.ts'
import { failure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { ecdsaSignerOf } from '../../publish/ecdsa-signer.ts'
import type { Store } from '../../publish/ports.ts'
import type { ManifestWanted } from '../../publish/manifest-with.ts'
import { publishRelease, type ReleaseReport } from '../../publish/release.ts'
import type { ReleaseRequest, UploadRequest } from '../../publish/request.ts'
import { readSecretFile, withoutLineEnd } from '../../publish/secret-file.ts'
import { signsWith } from './signs-with.ts'

const never = new AbortController().signal

/** `publish release`: nothing of an app is read or changed. */
export async function publishReleaseAs(request: ReleaseRequest): Promise<ReleaseReport> {
  const artifacts = request.artifacts.map((path) => posix.resolve(path))
  const out = posix.resolve(request.out ?? posix.dirname(artifacts[0] ?? '.'))
  const manifest = request.manifest === null ? null : manifestOf(request, out)
  const there = request.upload === null ? null : await upload(request.upload, request.version)
  const bestBeforeMs = request.bestBeforeMs === null ? null : machine.clock.nowMs() + request.bestBeforeMs
  const stores = { here: directory(out, machine), manifests: directory(posix.dirname(posix.resolve(request.manifest ?? 'manifest.json')), machine), there }
  const signPlainly = request.ecdsaKey === null ? null : await ecdsaSignerOf(posix.resolve(request.ecdsaKey), machine.files)
  return publishRelease({ ...request, artifacts, bestBeforeMs, manifest, sign: await signsWith(request), signPlainly }, stores, machine)
}

/** The stores have the same tree as the disk: `v2.0.0/SHA256SUMS` beside `manifest.json`. */
function manifestOf({ manifest, baseUrl, channel, upload: to }: ReleaseRequest, out: string): ManifestWanted {
  const path = posix.resolve(manifest ?? '')
  const prefix = posix.relative(posix.dirname(path), out)
  const isFlat = to?.to.startsWith('github:') === true
  if ((prefix.startsWith('..') || isFlat) && baseUrl === null) {
    throw failure('USAGE', isFlat ? 'the files of a release at GitHub do not lie beside the manifest' : `the manifest lies below the files of the release, or elsewhere: ${path}`, { next: 'say where the files can be fetched with --base-url' })
  }
  return { name: posix.basename(path), prefix: prefix === '' || prefix.startsWith('..') ? '' : `${prefix}/`, baseUrl, channel }
}

async function upload(wanted: UploadRequest, tag: string): Promise<Store> {
  if (wanted.tokenFile === null) throw failure('USAGE', `nothing opens ${wanted.to}`, { next: 'name the file of the token or key with --token-file' })
  const secret = withoutLineEnd(await readSecretFile(machine.files, posix.resolve(wanted.tokenFile), 'token file')).toString()
  return storeOf({ ...wanted, tag, secret }, { net: machine.net, clock: machine.clock, signal: never })
}
