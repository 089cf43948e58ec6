import { quoted } from '../formats/printable.ts'
import { suggestedKeysMax } from './limits.ts'

/** `; did you mean 'kind'?`, or the list of what is known here when nothing is near enough. Empty when nothing is known. */
export function suggestion(typed: string, known: readonly string[]): string {
  const near = nearest(typed, known)
  if (near !== null) return `; did you mean '${near}'?`
  return known.length === 0 ? '' : `; known here: ${listed(known)}`
}

/** The nearest known word, at most a third of its letters away (and two); null when none is. */
export function nearest(typed: string, known: readonly string[]): string | null {
  const ranked = known
    .map((word) => ({ word, distance: distance(typed.toLowerCase().slice(0, 64), word.toLowerCase()) }))
    .filter(({ word, distance: away }) => away <= Math.min(2, Math.max(1, Math.floor(word.length / 3))))
    .toSorted((left, right) => left.distance - right.distance)
  return ranked[0]?.word ?? null
}

function listed(words: readonly string[]): string {
  const shown = words.slice(0, suggestedKeysMax).map((word) => quoted(word, 64)).join(', ')
  return words.length > suggestedKeysMax ? `${shown} and ${words.length - suggestedKeysMax} more` : shown
}

/** Levenshtein's distance, with a swap of neighbours counted as one: the commonest slip of two hands. */
function distance(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= left.length; row++) {
    const line = [row]
    for (let column = 1; column <= right.length; column++) line.push(cell(rows, line, { left, right, row, column }))
    rows.push(line)
  }
  return rows[left.length]?.[right.length] ?? 0
}

interface At { readonly left: string; readonly right: string; readonly row: number; readonly column: number }

function cell(rows: readonly (readonly number[])[], line: readonly number[], { left, right, row, column }: At): number {
  const value = (up: number, back: number): number => (up === 0 ? line : rows[row - up])?.[column - back] ?? 0
  const change = left[row - 1] === right[column - 1] ? 0 : 1
  const plain = Math.min(value(1, 0) + 1, value(0, 1) + 1, value(1, 1) + change)
  const swapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
  return swapped ? Math.min(plain, value(2, 2) + 1) : plain
}
