import { failure, invariant, isFailure, type Failure } from '../../errors.ts'
import type { Evidence, Statement, Trust } from '../../upgrade/ports.ts'
import type { Verified } from '../../upgrade/verified.ts'
import { earliest } from './freshness.ts'
import { sealed } from './seal.ts'

/**
 * As many as asked for must hold, and all that hold must speak of the same bytes: two publishers who disagree are worse than one. With a threshold
 * below all, those that do not hold are told among the grounds, for they may be the first sign of an attack.
 */
export function combine(trusts: readonly Trust[], threshold: number = trusts.length): Trust {
  // Nobody to ask is not "everybody agrees" (go-tuf: threshold 0 disabled verification).
  invariant(threshold > 0 && threshold <= trusts.length, 'a release cannot be believed without a reason')
  return { verify: (evidence) => (threshold === trusts.length ? everybody(trusts, evidence) : enough(trusts, threshold, evidence)) }
}

/** The first that does not hold is the last that is asked. */
async function everybody(trusts: readonly Trust[], evidence: Evidence): Promise<Verified<Statement>> {
  const statements: Verified<Statement>[] = []
  for (const trust of trusts) statements.push(await trust.verify(evidence))
  return together(statements, [])
}

async function enough(trusts: readonly Trust[], threshold: number, evidence: Evidence): Promise<Verified<Statement>> {
  const statements: Verified<Statement>[] = []
  const failed: Failure[] = []
  for (const trust of trusts) {
    const said = await verdictOf(trust, evidence)
    if (isFailure(said)) failed.push(said)
    else statements.push(said)
  }
  if (statements.length >= threshold) return together(statements, failed.map(({ message }) => `one reason to believe it does not hold, and ${threshold} of ${trusts.length} are enough: ${message}`))
  const gravest = failed.find(({ code }) => code === 'TAMPERED') ?? failed.find(({ code }) => worthRepeating.has(code)) ?? failed[0]
  throw failure(gravest?.code ?? 'REFUSED', `${threshold} of ${trusts.length} reasons to believe '${evidence.artifact}' must hold, and ${statements.length} do`, { cause: gravest })
}

const worthRepeating: ReadonlySet<string> = new Set(['UNAVAILABLE', 'IO', 'TEMPORARY', 'PROTOCOL'])

/** A release may fail before one trust and hold before another. Settings that are wrong, and a machine that is out of order, end it for all. */
async function verdictOf(trust: Trust, evidence: Evidence): Promise<Verified<Statement> | Failure> {
  try {
    return await trust.verify(evidence)
  } catch (thrown) {
    if (isFailure(thrown) && (['TAMPERED', 'REFUSED', 'DATA'].includes(thrown.code) || worthRepeating.has(thrown.code))) return thrown as Failure
    throw thrown
  }
}

function together([first, ...others]: readonly Verified<Statement>[], notes: readonly string[]): Verified<Statement> {
  invariant(first !== undefined, 'a release cannot be believed without a reason')
  for (const other of others) refuseOther(first, other)
  const all = [first, ...others]
  return sealed({ ...first, expiresAtMs: earliest(...all.map(({ expiresAtMs }) => expiresAtMs)), grounds: [...all.flatMap(({ grounds }) => grounds), ...notes] })
}

function refuseOther(first: Statement, other: Statement): void {
  if (first.sha256 === other.sha256 && first.artifact === other.artifact && first.version === other.version) return
  throw failure('TAMPERED', `the reasons to believe '${first.artifact}' contradict each other: sha256 ${first.sha256} and ${other.sha256}`)
}
