import { failure, isFailure, type Failure } from '../../errors.ts'

/** What came of one of several signatures. */
export type Heard<Said> = { readonly kind: 'holds'; readonly said: Said; readonly by: string } | { readonly kind: 'fails'; readonly because: Failure }

/** A verdict is heard and may be outvoted; a network or a disk that fails is no verdict. */
export async function hear<Said>(verify: () => Promise<Said>, by: (said: Said) => string): Promise<Heard<Said>> {
  try {
    const said = await verify()
    return { kind: 'holds', said, by: by(said) }
  } catch (thrown) {
    if (isFailure(thrown) && ['TAMPERED', 'REFUSED', 'DATA'].includes(thrown.code)) return { kind: 'fails', because: thrown }
    throw thrown
  }
}

export interface Enough<Said> {
  readonly said: readonly [Said, ...Said[]]
  /** Those that do not count, one sentence each. */
  readonly notes: readonly string[]
}

/**
 * As many *different* signers as asked for: one who signed twice counts once (failures.md C20; TUF counted key ids, CVE-2020-6174). Throws the gravest of
 * what was heard: TAMPERED before anything else.
 */
export function enoughSigners<Said>(heard: readonly Heard<Said>[], threshold: number): Enough<Said> {
  const failed = heard.flatMap((one) => (one.kind === 'fails' ? [one.because] : []))
  const different = new Map(heard.flatMap((one) => (one.kind === 'holds' ? [[one.by, one.said] as const] : [])))
  const [first, ...others] = different.values()
  if (first !== undefined && different.size >= threshold) return { said: [first, ...others], notes: failed.map(({ message }) => `a further signature does not count: ${message}`) }
  const gravest = failed.find(({ code }) => code === 'TAMPERED') ?? failed[0]
  if (gravest !== undefined && heard.length === 1) throw gravest
  throw failure(gravest?.code ?? 'REFUSED', `${threshold} different keys must have signed, and ${different.size} did`, gravest === undefined ? {} : { cause: gravest })
}
