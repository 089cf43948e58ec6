import type { Report } from '../upgrade/report.ts'
import type { Call } from './verb.ts'
import { wantsJson } from './verb.ts'
import { paintHeadline } from './words/paint.ts'
import { endedWell, exitCodeOfReport, moodOfReport, textOfReport } from './words/report.ts'
import { jsonOf } from './words/safe.ts'
import { exitCodeOfTrouble, stackOf, textOfTrouble, troubleOf } from './words/trouble.ts'
import type { Terminal, World } from './world.ts'

/** One document on standard output. */
export function sayJson(terminal: Terminal, value: unknown): void {
  terminal.out(`${jsonOf(value)}\n`)
}

/** One document or its text: what every verb that only answers a question does. */
export function sayAnswer(call: Call, world: World, value: unknown, text: () => string): void {
  if (wantsJson(call)) sayJson(world.terminal, value)
  else world.terminal.out(text())
}

/** The report, once, where it belongs; answers with its exit code. */
export function sayReport(call: Call, world: World, report: Report): number {
  if (wantsJson(call)) sayJson(world.terminal, report)
  else sayReportText(world.terminal, report)
  return exitCodeOfReport(report)
}

export function sayReportText(terminal: Terminal, report: Report): void {
  const [mood, text] = [moodOfReport(report), textOfReport(report)]
  if (endedWell(report)) terminal.out(paintHeadline(terminal, mood, text))
  else terminal.err(paintHeadline(errors(terminal), mood, text))
}

/** `2> file` at a terminal: the file gets no colours. */
function errors(terminal: Terminal): Pick<Terminal, 'colour'> {
  return { colour: terminal.colour && terminal.stderrIsTerminal }
}

/** Whatever was thrown, worded; answers with the exit code. With JSON, standard output holds the one document all the same. */
export function sayTrouble(terminal: Terminal, thrown: unknown, form: 'text' | 'json'): number {
  const trouble = troubleOf(thrown)
  const exit = exitCodeOfTrouble(trouble)
  const stack = stackOf(thrown)
  if (form === 'json') sayJson(terminal, { trouble, exit })
  else terminal.err(paintHeadline(errors(terminal), 'bad', textOfTrouble(trouble)))
  if (stack !== null) terminal.err(stack)
  return exit
}
