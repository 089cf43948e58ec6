import { failure } from '../../errors.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Trust } from '../../upgrade/ports.ts'

/**
 * A trust of several, of which not all must hold, and that therefore first sees to it that no key is in two of them: whoever holds one key would be two
 * reasons (failures.md C20). Keys have many spellings, and may lie in files, so they are compared by their points, each time. CONFIG.
 */
export function ofDifferentSigners(trust: Trust, signersOfEach: SignersOfEach): Trust {
  return {
    async verify(evidence) {
      await refuseShared(signersOfEach)
      return trust.verify(evidence)
    },
  }
}

/** Of each table, once they were read. */
export type SignersOfEach = readonly (() => Promise<readonly string[]>)[]

export async function refuseShared(signersOfEach: SignersOfEach): Promise<void> {
  const seen = new Set<string>()
  for (const signersOf of signersOfEach) {
    const signers = new Set(await signersOf())
    for (const signer of signers) if (seen.has(signer)) throw countsTwice()
    for (const signer of signers) seen.add(signer)
  }
}

function countsTwice(): Error {
  return failure('CONFIG', 'the same key or identity stands in two [[trust]] tables: with a threshold under [release] its signature would count twice')
}

/** One signature must not be two reasons (failures.md C20). What a spelling or a file hides is found when it is read. */
export function refuseSameSigner(settings: readonly DriverSettings[]): void {
  const seen = new Set<unknown>()
  for (const one of settings) {
    const keys = new Set([one['keys'], one['key_files'], one['identities'], one['identity_patterns'], one['kind'] === 'tuf' ? [one['root']] : []].flatMap((list) => (Array.isArray(list) ? list.map(withoutRef) : [])))
    for (const key of keys) {
      if (seen.has(key)) throw countsTwice()
      seen.add(key)
    }
  }
  for (const one of settings) if (settings.some((other) => other !== one && mayMean(one, other))) throw countsTwice()
}

/** A workflow is one signer, whatever ref it runs for. */
function withoutRef(signer: unknown): unknown {
  return typeof signer === 'string' ? signer.replace(/@refs\/.*$/, '') : signer
}

/** Whether a pattern of one table may fit who is meant by the other: of whom one issuer vouches for, only whole names can be told apart. */
function mayMean(one: DriverSettings, other: DriverSettings): boolean {
  const patterns = one['identity_patterns']
  return Array.isArray(patterns) && patterns.length > 0 && one['issuer'] === other['issuer']
}
