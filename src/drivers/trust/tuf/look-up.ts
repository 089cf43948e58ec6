import { failure } from '../../../errors.ts'
import { refresh, soundKept } from '../../../formats/tuf/client.ts'
import { findTarget } from '../../../formats/tuf/find-target.ts'
import { formatKept } from '../../../formats/tuf/kept.ts'
import { repositoryAt } from '../../../formats/tuf/repository.ts'
import type { Evidence } from '../../../upgrade/ports.ts'
import type { TrustTools } from '../driver.ts'
import { logStallMs } from '../limits.ts'
import type { TufSettings } from './tuf-settings.ts'

export interface Wanted { readonly pinned: Uint8Array; readonly path: string; readonly name: string }
/** `settings`: where the repository is. */
export interface Looking { readonly settings: Pick<TufSettings, 'metadata'>; readonly tools: TrustTools; readonly evidence: Evidence }

/** The repository as it is now, as far as this target is concerned, verified; to be kept beside the release. Its memory makes it cheap, and may be lost. */
export async function lookUp({ pinned, path, name }: Wanted, { settings: { metadata }, tools: { net, memory }, evidence }: Looking, signal: AbortSignal): Promise<Uint8Array> {
  if (net === null) throw failure('UNAVAILABLE', 'the repository cannot be asked: there is no network here')
  const repository = repositoryAt(metadata, (url, answerBytesMax) => net.ask({ method: 'GET', url, plainHttp: 'refused', headers: {}, body: null, answerBytesMax, stallMs: logStallMs, reach: 'public' }, signal), metadata)
  const view = await refresh({ pinned, atMs: evidence.atMs, before: soundKept((await memory?.recall(name)) ?? null, pinned), repository })
  // Loads the roles that the other half will need.
  await findTarget(view, path)
  const kept = formatKept(view.kept())
  await memory?.keep(name, kept)
  return kept
}
