import { failureTable, type FailureCode } from '../../src/errors.ts'

/** One exit code, with all failures that leave with it. */
export interface ExitCode { readonly exit: number; readonly names: readonly FailureCode[]; readonly says: string; readonly retry: 'yes' | 'no' }

/** The table of src/errors.ts by exit code, in order; 0 has no row there. */
export function exitCodes(): readonly ExitCode[] {
  const codes = Object.keys(failureTable) as FailureCode[]
  const exits = [...new Set(codes.map((code) => failureTable[code].exit))].toSorted((one, other) => one - other)
  return exits.map((exit) => {
    const names = codes.filter((code) => failureTable[code].exit === exit)
    const [first = 'BUG'] = names
    return { exit, names, says: failureTable[first].says, retry: failureTable[first].retry }
  })
}
