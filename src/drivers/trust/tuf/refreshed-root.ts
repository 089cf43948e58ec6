import { failure } from '../../../errors.ts'
import { trustedRootBytesMax } from '../../../formats/sigstore/limits.ts'
import { readTrustedRoot, type Root } from '../../../formats/sigstore/trusted-root.ts'
import type { Target } from '../../../formats/tuf/find-target.ts'
import { refuseOtherBytes } from '../../../formats/tuf/metadata.ts'
import { targetAddress } from '../../../formats/tuf/repository.ts'
import { parseArtifactName } from '../../../release/artifact.ts'
import { logStallMs } from '../limits.ts'
import { believedView } from './believed-view.ts'
import type { Looking } from './look-up.ts'
import { targetOf } from './said-of-target.ts'

/** A TUF repository that says whom a Sigstore instance consists of. `pinned`: its first root, as far as we are concerned. */
export interface RootRepository { readonly metadata: string; readonly targets: string; readonly pinned: Uint8Array }

/** The public instance's, beginning with its root 16 (among the seeds of the npm package @sigstore/tuf 5.0.1, Apache-2.0). Loaded when somebody asks. */
export async function publicRootRepository(): Promise<RootRepository> {
  const { default: root } = await import('../../../formats/sigstore/public-good-tuf.json', { with: { type: 'json' } })
  return { metadata: 'https://tuf-repo-cdn.sigstore.dev', targets: 'https://tuf-repo-cdn.sigstore.dev/targets', pinned: Buffer.from(JSON.stringify(root)) }
}

const path = 'trusted_root.json'

/**
 * The trusted root of a Sigstore instance as its TUF repository has it now: fetched by the half with a network, kept beside the release, and verified again by
 * the other half from the same first root, against its own memory. No other root steps in when it cannot be had.
 */
export async function refreshedTrustedRoot({ metadata, targets, pinned }: RootRepository, looking: Omit<Looking, 'settings'>): Promise<Root> {
  const view = await believedView(pinned, path, { ...looking, settings: { metadata } })
  const target = await targetOf(view, path)
  const bytes = await looking.evidence.lookedUp(parseArtifactName(`sigstore-${path}`), trustedRootBytesMax, (signal) => fetchTarget(target, targets, looking, signal))
  refuseOtherBytes(bytes, { length: target.lengthBytes, hashes: target.hashes }, path)
  return readTrustedRoot(bytes, `the trusted root of ${metadata}, as of its root ${view.root.version}`)
}

async function fetchTarget({ hashes }: Target, targets: string, { tools: { net } }: Omit<Looking, 'settings'>, signal: AbortSignal): Promise<Uint8Array> {
  const url = targetAddress(targets, path, hashes['sha256'] ?? null)
  if (net === null || url === null) throw failure('UNAVAILABLE', 'the repository of the trusted root cannot be asked: there is no network here')
  const { status, bytes } = await net.ask({ method: 'GET', url, plainHttp: 'refused', headers: {}, body: null, answerBytesMax: trustedRootBytesMax, stallMs: logStallMs, reach: 'public' }, signal)
  if (status === 200) return bytes
  throw failure('UNAVAILABLE', `${url} answered with status ${status}`)
}
