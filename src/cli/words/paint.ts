import { styleText } from 'node:util'
import type { Terminal } from '../world.ts'

export type Mood = 'good' | 'warning' | 'bad' | 'plain'

const colours = { good: 'green', warning: 'yellow', bad: 'red' } as const

/** Colours the text where a person looks at it. `Terminal.colour` has decided that already: Node must not decide again. */
export function paint(terminal: Pick<Terminal, 'colour'>, mood: Mood, text: string): string {
  if (mood === 'plain' || !terminal.colour) return text
  return styleText(colours[mood], text, { validateStream: false })
}

/** Colours the first line only: the headline carries the mood, the rest is for reading. */
export function paintHeadline(terminal: Pick<Terminal, 'colour'>, mood: Mood, text: string): string {
  const end = text.indexOf('\n')
  return end === -1 ? paint(terminal, mood, text) : paint(terminal, mood, text.slice(0, end)) + text.slice(end)
}
