import { failure } from '../../../errors.ts'
import { bodyIn } from '../../../formats/one-chunk.ts'
import { logAnswerBytesMax } from '../../../formats/sigstore/limits.ts'
import { bundlesFrom, type Detached, lookupQuestion } from '../../../formats/sigstore/rekor-answer.ts'
import type { JsonObject } from '../../../formats/strict-json.ts'
import { type ArtifactName, parseArtifactName } from '../../../release/artifact.ts'
import type { Evidence } from '../../../upgrade/ports.ts'
import type { TrustTools } from '../driver.ts'
import { logStallMs } from '../limits.ts'

export interface LogPlace { readonly rekor: string; readonly signatureName: ArtifactName }

/**
 * The entries that the transparency log holds for a bare signature, as bundles, earliest first. The half with a network asks; the other one is given what
 * was kept. All of it is hearsay until its proofs hold.
 */
export async function lookedUpBundles(detached: Detached, place: LogPlace, evidence: Evidence, { net }: Pick<TrustTools, 'net'>): Promise<readonly JsonObject[]> {
  const name = parseArtifactName(`${place.signatureName}.rekor.json`)
  const answer = await evidence.lookedUp(name, logAnswerBytesMax, async (signal) => ask(lookupQuestion(detached), place.rekor, net, signal))
  return bundlesFrom(answer, detached, name)
}

async function ask(question: Buffer, rekor: string, net: TrustTools['net'], signal: AbortSignal): Promise<Uint8Array> {
  if (net === null) throw failure('UNAVAILABLE', 'the transparency log cannot be asked: there is no network here')
  const { status, bytes } = await net.ask({
    method: 'POST', url: `${rekor.replace(/\/+$/, '')}/api/v1/log/entries/retrieve`, plainHttp: 'refused', reach: 'public',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: bodyIn(question), answerBytesMax: logAnswerBytesMax, stallMs: logStallMs,
  }, signal)
  if (status === 200) return bytes
  throw failure('UNAVAILABLE', `the transparency log ${rekor} answered with status ${status}`, { next: 'Without its proof a bare signature is not believed. A bundle (*.sigstore.json) beside the release needs no log.' })
}
