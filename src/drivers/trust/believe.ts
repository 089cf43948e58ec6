import { failure } from '../../errors.ts'
import type { Evidence, Statement } from '../../upgrade/ports.ts'
import type { Verified } from '../../upgrade/verified.ts'
import { freshGround } from './freshness.ts'
import { sealed } from './seal.ts'
import type { Claim } from './signed-document.ts'

/** `listed`: nobody signed it, and no sentence may say that somebody did. */
export type ClaimKind = 'signed' | 'listed'

/**
 * The last word of every trust: the bytes are the ones that were claimed. The digest is asked for last, because a release whose list is not
 * believed is not fetched at all. TAMPERED when they are other bytes. What is recorded is always the artifact's own digest.
 */
export async function believe(evidence: Evidence, claim: Claim, grounds: readonly string[], kind: ClaimKind = 'signed'): Promise<Verified<Statement>> {
  const fresh = freshGround(claim.expiresAtMs, evidence.atMs)
  const { sha256 } = await evidence.digest()
  const same = await held(evidence, claim, sha256, kind)
  return sealed({ artifact: evidence.artifact, version: evidence.version, sha256, expiresAtMs: claim.expiresAtMs, grounds: [...grounds, ...fresh, same] })
}

async function held(evidence: Evidence, claim: Claim, sha256: string, kind: ClaimKind): Promise<string> {
  if (claim.sha256 === null) return `the signature is over its very bytes, whose sha256 is ${sha256}`
  const its = claim.of === 'artifact' ? sha256 : await evidence.unpackedSha256()
  const whose = claim.of === 'artifact' ? 'its sha256' : 'the sha256 of what it unpacks to'
  if (its !== claim.sha256) throw failure('TAMPERED', `'${evidence.artifact}' is not what its publisher ${kind}: ${whose} is ${its}, the ${kind} one ${claim.sha256}`)
  return `${whose} is the ${kind} one, ${its}`
}
