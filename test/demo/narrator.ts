import { styleText } from 'node:util'

import type { Ran } from './ran.ts'

/** Tells the audience what happens, in plain words, and stops the show when something did not happen. */
export interface Narrator {
  act(title: string, explanation: string): void
  note(text: string): void
  /** A command as typed, what it printed, and its exit code. */
  command(ran: Ran): void
  fact(label: string, value: string): void
  /** Prints the sentence as seen to be true, or throws. */
  must(holds: boolean, sentence: string): void
}

type Style = Parameters<typeof styleText>[0]
export type Paint = (style: Style, text: string) => string

/** Colours where a person looks (and NO_COLOR does not forbid it), plain text in a pipe. */
export const paintForTerminal: Paint = (style, text) => styleText(style, text, { stream: process.stdout })

export function narrator(write: (text: string) => void, paint: Paint): Narrator {
  let acts = 0
  const line = (text: string): void => write(`${text}\n`)
  return {
    act(title, explanation) {
      acts += 1
      line(`\n${paint('bold', `Act ${acts}: ${title}`)}\n${wrapped(explanation)}\n`)
    },
    note: (text) => line(paint('dim', text)),
    command(ran) {
      line(`  ${paint('cyan', `# ${ran.typed}`)}`)
      for (const printed of ran.output === '' ? [] : ran.output.trimEnd().split('\n')) line(`  ${printed}`.trimEnd())
      line(`  ${paint('dim', `(exit ${ran.exitCode}, ${(ran.tookMs / 1000).toFixed(1)} s)`)}\n`)
    },
    fact: (label, value) => line(`  ${label.padEnd(28)} ${paint('bold', value)}`),
    must(holds, sentence) {
      if (!holds) throw new Error(`this did not happen: ${sentence}`)
      line(`  ${paint('green', 'ok')} ${sentence}`)
    },
  }
}

function wrapped(text: string): string {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= 100) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.join('\n')
}
