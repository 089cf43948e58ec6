import { availableParallelism } from 'node:os'

/** A suite is a folder of tests, or a tool that says yes or no. `needs`: the tool that has to have ended before. `longest`: files that begin first. */
export type Suite =
  | { readonly kind: 'tests'; readonly name: string; readonly folder: string; readonly filesAtOnce: number; readonly fileMinutesMax: number; readonly talks: 'yes' | 'no'; readonly needs?: string; readonly longest?: readonly string[] }
  | { readonly kind: 'tool'; readonly name: string; readonly argv: readonly [string, ...string[]]; readonly minutesMax: number }

const cores = availableParallelism()
/** By what they took when this was written; a file that is not here merely begins in its turn. */
const longestOfCrash = ['mutations.test.ts', 'links.test.ts', 'in-place.test.ts']
const longestOfSystem = [
  'upgrade/kills.test.ts', 'rows/banger-flow.test.ts', 'patterns.test.ts', 'upgrade/user.test.ts', 'rows/wattcloud-flow.test.ts', 'upgrade/way-back.test.ts', 'hostile/hostile.test.ts', 'powercut/powercut.test.ts',
  'upgrade/upgrade.test.ts', 'upgrade/other-deaths.test.ts', 'upgrade/timers.test.ts', 'upgrade/data.test.ts', 'upgrade/refusals.test.ts', 'upgrade/wishes.test.ts', 'upgrade/inbox.test.ts', 'upgrade/probation.test.ts', 'upgrade/companions.test.ts', 'upgrade/gates.test.ts', 'packages.test.ts',
]

/**
 * From what is told fastest to what takes longest. `talks`: its output is worth reading also when it passes (counts, measurements).
 * The limits end what hangs; many times what is needed, since the machine may be busy with other things.
 */
export const suites: readonly Suite[] = [
  { kind: 'tests', name: 'tidy', folder: 'test/tidy', filesAtOnce: cores, fileMinutesMax: 10, talks: 'no' },
  { kind: 'tool', name: 'types', argv: ['tsc', '--noEmit'], minutesMax: 15 },
  { kind: 'tool', name: 'lint', argv: ['oxlint', '--type-aware', '--deny-warnings', '--format=unix', 'src', 'test', 'packaging'], minutesMax: 15 },
  // What takes minutes on a fresh machine goes on beside the first suites.
  { kind: 'tool', name: 'programs', argv: ['node', '--disable-warning=ExperimentalWarning', 'test/tools/make-all.ts'], minutesMax: 45 },
  { kind: 'tests', name: 'unit', folder: 'test/unit', filesAtOnce: cores, fileMinutesMax: 15, talks: 'no' },
  { kind: 'tests', name: 'transcripts', folder: 'test/transcripts', filesAtOnce: cores, fileMinutesMax: 10, talks: 'no' },
  { kind: 'tests', name: 'contract', folder: 'test/contract', filesAtOnce: cores, fileMinutesMax: 20, talks: 'no', needs: 'programs' },
  { kind: 'tests', name: 'fuzz', folder: 'test/fuzz', filesAtOnce: cores, fileMinutesMax: 15, talks: 'yes' },
  { kind: 'tests', name: 'crash', folder: 'test/crash', filesAtOnce: cores, fileMinutesMax: 45, talks: 'yes', longest: longestOfCrash },
  // Each file has machines of its own, which share nothing but these processors, and mostly wait: a few at once take half of the time.
  { kind: 'tests', name: 'system', folder: 'test/system', filesAtOnce: cores + 1, fileMinutesMax: 60, talks: 'yes', needs: 'programs', longest: longestOfSystem },
]
