import { failure, isFailure } from '../../errors.ts'
import type { ArtifactName } from '../../release/artifact.ts'
import type { Evidence, Statement, Trust } from '../ports.ts'
import type { Verified } from '../verified.ts'

/** `renewed`: what was looked up anew, to be kept in place of what was kept before. */
export interface Renewed { readonly statement: Verified<Statement>; readonly renewed: ReadonlyMap<ArtifactName, Uint8Array> }

/**
 * What was looked up may have grown old where the release did not: a repository's timestamp counts for a day or two. So it is looked up once more
 * before a whole release is fetched again. Only for the half that has a network.
 */
export async function verifyRenewing(trust: Trust, evidenceOf: () => Evidence, signal: AbortSignal): Promise<Renewed> {
  const kept = evidenceOf()
  let wasLookedUp: 'yes' | 'no' = 'no'
  const lookedUp: Evidence['lookedUp'] = (...asked) => {
    wasLookedUp = 'yes'
    return kept.lookedUp(...asked)
  }
  try {
    return { statement: await trust.verify({ ...kept, lookedUp }), renewed: new Map() }
  } catch (thrown) {
    if (!isFailure(thrown) || thrown.code !== 'REFUSED' || wasLookedUp === 'no') throw thrown
  }
  const renewed = new Map<ArtifactName, Uint8Array>()
  const statement = await trust.verify({ ...evidenceOf(), lookedUp: async (name, sizeBytesMax, lookUp) => {
    const bytes = renewed.get(name) ?? await lookUp(signal)
    if (bytes.length > sizeBytesMax) throw failure('DATA', `'${name}' is larger than ${sizeBytesMax} bytes`)
    renewed.set(name, bytes)
    return bytes
  } })
  return { statement, renewed }
}
