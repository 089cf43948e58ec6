import { printable } from './printable.ts'

/** How much of what a program said is shown to people. */
export interface Shown { readonly linesMax: number; readonly charactersMax: number }

/** The first lines that say something, as one line of text. */
export function firstLines(output: string, { linesMax, charactersMax }: Shown): string {
  return linesIn(output).slice(0, linesMax).map((line) => printable(line, charactersMax)).join('; ')
}

/** The last ones: of a program that tells how far it came before it says why it stopped. */
export function lastLines(output: string, { linesMax, charactersMax }: Shown): string {
  return linesIn(output).slice(-linesMax).map((line) => printable(line, charactersMax)).join('; ')
}

function linesIn(output: string): readonly string[] {
  return output.split('\n').map((line) => line.trim()).filter((line) => line !== '')
}
