import { failure } from '../errors.ts'
import { quoted } from './printable.ts'

const patternCharactersMax = 500
/** Each further `.*` multiplies the time of one match by the length of the line. */
const unboundedMax = 2

/**
 * A regular expression that cannot be made to run for long by the text it is matched with: what a daemon logs may have been
 * chosen by its attacker (failures.md F34). Refused (DATA): a repeated group that itself repeats or chooses, references back,
 * looking around, more than two unbounded repetitions (`repetitionsMax`: another number, for texts that are short). Not anchored: `^` and `$` mean the ends of the line.
 */
export function safePattern(text: string, repetitionsMax = unboundedMax): RegExp {
  const because = danger(text, repetitionsMax)
  if (because !== null) throw failure('DATA', `the pattern ${quoted(text, 80)} ${because}`)
  try {
    return new RegExp(text, 'u')
  } catch (thrown) {
    throw failure('DATA', `the pattern ${quoted(text, 80)} is not a regular expression`, { cause: thrown })
  }
}

interface Group { risky: boolean }

function danger(text: string, repetitionsMax: number): string | null {
  if (text === '') return 'is empty'
  if (text.length > patternCharactersMax) return `is longer than ${patternCharactersMax} characters`
  // Escapes and classes are single characters to this check, except references back.
  if (/\\(?:[1-9]|k<)/.test(text.replaceAll('\\\\', ''))) return 'refers back to a group, which can take for ever to match'
  if (/\(\?(?:[=!]|<[=!])/.test(text)) return 'looks around, which is not supported'
  const plain = text.replaceAll(/\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|.)/gu, 'x').replaceAll(/\[[^\]]*\]/g, 'x')
  if ((plain.match(/[*+]|\{\d+,\}/g) ?? []).length > repetitionsMax) return `repeats without bound more than ${repetitionsMax} times`
  return nested(plain) ? 'repeats a group that itself repeats or chooses, which can take for ever to match' : null
}

/** Walks the groups: one that holds a repetition or an alternative must not be repeated itself. */
function nested(plain: string): boolean {
  const open: Group[] = [{ risky: false }]
  for (let at = 0; at < plain.length; at++) {
    const inner = open.at(-1)
    if (inner === undefined) return false
    const character = plain.charAt(at)
    if (character === '(') open.push({ risky: false })
    else if (character === '|' || isRepetition(plain, at)) inner.risky = true
    else if (character === ')') {
      open.pop()
      if (inner.risky && isRepetition(plain, at + 1) && plain.charAt(at + 1) !== '?') return true
      const outer = open.at(-1)
      if (outer !== undefined) outer.risky ||= inner.risky
    }
  }
  return false
}

function isRepetition(plain: string, at: number): boolean {
  const character = plain.charAt(at)
  // `(?:` and `(?<name>` open a group; they repeat nothing.
  if (character === '?') return plain.charAt(at - 1) !== '('
  return character === '*' || character === '+' || (character === '{' && /^\{\d+(?:,\d*)?\}/.test(plain.slice(at, at + 20)))
}
