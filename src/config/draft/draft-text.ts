import { isPrintable, printable } from '../../formats/printable.ts'

/** A value as TOML has it: text, a list of texts, or a table of texts on one line. */
export type DraftValue = string | readonly string[] | Readonly<Record<string, string>>
/** `suggested`: written as a comment, for a person to decide. */
export interface DraftKey { readonly name: string; readonly value: DraftValue; readonly state: 'set' | 'suggested' }
/** A heading with its keys, and above it the sentences that explain them. */
export interface DraftSection {
  /** `[source]`; null: only sentences. */
  readonly heading: string | null
  readonly state: 'set' | 'suggested'
  readonly says: readonly string[]
  readonly keys: readonly DraftKey[]
}

const columnsMax = 118

/** The text of a new app file. Whatever others wrote into a value stays in its value: nothing in it can begin a line. */
export function draftText(sections: readonly DraftSection[]): string {
  return `${sections.map(sectionText).join('\n\n')}\n`
}

export const set = (name: string, value: DraftValue): DraftKey => ({ name, value, state: 'set' })
export const suggested = (name: string, value: DraftValue): DraftKey => ({ name, value, state: 'suggested' })

function sectionText({ heading, state, says, keys }: DraftSection): string {
  const width = Math.max(0, ...keys.map(({ name }) => name.length))
  const off = (own: 'set' | 'suggested'): string => (own === 'suggested' || state === 'suggested' ? '# ' : '')
  return [
    ...says.flatMap(comment),
    ...(heading === null ? [] : [`${off(state)}${heading}`]),
    ...keys.map((key) => `${off(key.state)}${key.name.padEnd(width)} = ${valueText(key.value)}`),
  ].join('\n')
}

/** Lines of a length that a terminal shows; a line feed in the words of others is written out. */
function comment(sentence: string): readonly string[] {
  const lines: string[] = []
  let line = '#'
  for (const word of printable(sentence, 2000).split(' ')) {
    if (line.length + 1 + word.length > columnsMax && line !== '#') {
      lines.push(line)
      line = '#'
    }
    line += ` ${word}`
  }
  return [...lines, line]
}

function valueText(value: DraftValue): string {
  if (typeof value === 'string') return textOf(value)
  if (isList(value)) return `[${value.map(textOf).join(', ')}]`
  return `{ ${Object.entries(value).map(([key, one]) => `${textOf(key)} = ${textOf(one)}`).join(', ')} }`
}

/** A basic string (toml.io, v1.0.0): JSON's escapes are TOML's, and what cannot be seen is escaped besides. */
function textOf(value: string): string {
  return isPrintable(value) ? JSON.stringify(value) : JSON.stringify(value).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (one) => `\\U${(one.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`)
}

function isList(value: Exclude<DraftValue, string>): value is readonly string[] {
  return Array.isArray(value)
}
