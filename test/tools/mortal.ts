/**
 * The words that start a program which cannot outlive us: a test file that is killed for its time runs no `after`, and its servers would stay for
 * ever (prctl(2), PR_SET_PDEATHSIG).
 */
export function mortal(program: string, args: readonly string[]): readonly ['setpriv', string[]] {
  return ['setpriv', ['--pdeathsig', 'KILL', program, ...args]]
}
