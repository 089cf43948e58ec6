import { failure, invariant } from '../../errors.ts'
import type { Statement, Trust } from '../../upgrade/ports.ts'
import type { Verified } from '../../upgrade/verified.ts'
import { sealed } from './seal.ts'

/** All must hold, and all must speak of the same bytes: two publishers who disagree are worse than one. */
export function combine(trusts: readonly Trust[]): Trust {
  return {
    async verify(evidence) {
      const statements: Verified<Statement>[] = []
      for (const trust of trusts) statements.push(await trust.verify(evidence))
      const [first, ...others] = statements
      // Nobody to ask is not "everybody agrees" (go-tuf: threshold 0 disabled verification).
      invariant(first !== undefined, 'a release cannot be believed without a reason')
      for (const other of others) refuseOther(first, other)
      return sealed({ ...first, grounds: statements.flatMap((statement) => statement.grounds) })
    },
  }
}

function refuseOther(first: Statement, other: Statement): void {
  if (first.sha256 === other.sha256 && first.artifact === other.artifact && first.version === other.version) return
  throw failure('TAMPERED', `the reasons to believe '${first.artifact}' contradict each other: sha256 ${first.sha256} and ${other.sha256}`)
}
