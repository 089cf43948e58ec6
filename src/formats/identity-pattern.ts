import { failure } from '../errors.ts'
import { quoted } from './printable.ts'
import { safePattern } from './safe-pattern.ts'

/** `v[0-9]+\.[0-9]+\.[0-9]+.*`: three numbers and an end. Identities are short, so that four are no danger. */
const repetitionsMax = 4
export const identityCharactersMax = 400

/**
 * A pattern for the whole of an identity. DATA for one that is not anchored at both ends, as it would match inside a longer name (failures.md C02, C04), and for
 * a dot that stands for any character, as in `github.com` (C03). `^a|b$` is anchored as a whole: what is between the anchors is one group. For identities of at most `identityCharactersMax`.
 */
export function identityPattern(text: string): RegExp {
  if (!text.startsWith('^') || !text.endsWith('$')) throw failure('DATA', `the pattern ${quoted(text, 120)} must begin with ^ and end with $: else it also matches inside a longer name`)
  if (/(?<!\\)(?:\\\\)*\.(?![*+?{])/.test(withoutClasses(text))) throw failure('DATA', `the pattern ${quoted(text, 120)} has a dot that stands for any character: write \\. for a dot, or .* for anything`)
  const inner = text.slice(1, -1)
  safePattern(inner, repetitionsMax)
  return safePattern(`^(?:${inner})$`, repetitionsMax)
}

/** For putting a version or tag into a pattern. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function withoutClasses(text: string): string {
  return text.replaceAll(/\[(?:\\.|[^\]\\])*\]/g, 'x')
}
