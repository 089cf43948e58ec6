import type { JournalMessage } from './journal-message.ts'
import { journalTailMs, lateWordsMs } from './limits.ts'
import { heard, journalTail, read, unitsOfSystem, type UnitsOf } from './system-journal.ts'

/** `after`: the runs since that one are meant, too, which systemd restarted one after the other. */
export interface UnitRun { readonly unit: string; readonly invocationId: string; readonly after?: string | null }

/**
 * The last lines about one run of a unit, oldest first, printable, for people. journald looks at a process when it reads its line: of one that is
 * dead by then the line still names the unit, but no run, and it may be read a moment after the unit is known to be dead. So lines without a run count
 * since this one began, and where the unit seems to have said nothing it is waited for, shortly. Never throws.
 *
 * With `after` half of the lines may be those of the runs before this one: a daemon that was restarted a moment ago has not said yet why it will die.
 */
export async function lastWords(run: UnitRun, linesMax: number, units = unitsOfSystem): Promise<readonly string[]> {
  const earlier = await saidBefore(run, linesMax, units)
  if (earlier.length === 0) return await wordsOf(run, linesMax, units)
  const half = Math.ceil(linesMax / 2)
  return [...textsOf(earlier).slice(-half), ...(await wordsOf(run, half, units))].slice(-linesMax)
}

/** What was said by and about the runs between `after` and this one. */
async function saidBefore({ unit, invocationId, after }: UnitRun, linesMax: number, units: UnitsOf): Promise<readonly JournalMessage[]> {
  if (after === null || after === undefined || after === '') return []
  const matches = [`${units.unit}=${unit}`, '+', ...units.manager, `${units.about}=${unit}`]
  const lines = await heard({ units, matches, args: ['--lines', String(linesMax * 2)], signal: AbortSignal.timeout(journalTailMs) })
  const begin = lines.findLastIndex((message) => message.invocationId === after) + 1
  const end = lines.findIndex((message) => message.invocationId === invocationId)
  return lines.slice(begin, end < begin ? undefined : end)
}

async function wordsOf(run: UnitRun, linesMax: number, units: UnitsOf): Promise<readonly string[]> {
  const said = await saidBy(run, linesMax, units)
  const [first] = said
  if (first === undefined || said.some((message) => message.from === 'unit')) return textsOf(said)
  await aWord(run, first.atMs, units)
  return textsOf(await saidBy(run, linesMax, units))
}

const textsOf = (messages: readonly JournalMessage[]): readonly string[] => messages.map((message) => message.text)

async function saidBy(run: UnitRun, linesMax: number, units: UnitsOf): Promise<readonly JournalMessage[]> {
  const known = await journalTail(run.invocationId, linesMax, units)
  const [first] = known
  if (first === undefined) return known
  const signal = AbortSignal.timeout(journalTailMs)
  const lines = await heard({ units, signal, args: ['--lines', String(linesMax), sinceOf(first.atMs)], matches: matchesOf(run, units) })
  const orphans = lines.filter((message) => message.invocationId === null && message.atMs >= first.atMs)
  return [...known, ...orphans].toSorted((a, b) => a.atMs - b.atMs).slice(-linesMax)
}

async function aWord(run: UnitRun, sinceMs: number, units: UnitsOf): Promise<void> {
  const question = { units, args: ['--follow', '--no-tail', sinceOf(sinceMs)], matches: matchesOf(run, units), signal: AbortSignal.timeout(lateWordsMs) }
  for await (const sight of read(question)) {
    if (sight.kind === 'ended') return
    const { invocationId, atMs } = sight.message
    if (invocationId === run.invocationId || (invocationId === null && atMs >= sinceMs)) return
  }
}

/** Only what came through its standard output or error: journald knows those by the unit that they were opened for. */
function matchesOf({ unit }: UnitRun, units: UnitsOf): readonly string[] {
  return [`${units.unit}=${unit}`, '_TRANSPORT=stdout']
}

const sinceOf = (atMs: number): string => `--since=@${Math.floor(atMs / 1000)}`
