import { failure } from '../../errors.ts'
import type { Trust } from '../../upgrade/ports.ts'

/**
 * A trust of several, of which not all must hold, and that therefore first sees to it that no key is in two of them: whoever holds one key would be two
 * reasons (failures.md C20). Keys have many spellings, and may lie in files, so they are compared by their points, each time. CONFIG.
 */
export function ofDifferentSigners(trust: Trust, signersOfEach: readonly (() => Promise<readonly string[]>)[]): Trust {
  return {
    async verify(evidence) {
      const seen = new Set<string>()
      for (const signersOf of signersOfEach) {
        const signers = new Set(await signersOf())
        for (const signer of signers) if (seen.has(signer)) throw countsTwice()
        for (const signer of signers) seen.add(signer)
      }
      return trust.verify(evidence)
    },
  }
}

export function countsTwice(): Error {
  return failure('CONFIG', 'the same key or identity stands in two [[trust]] tables: with a threshold under [release] its signature would count twice')
}
