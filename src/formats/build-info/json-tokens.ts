import { invariant } from '../../errors.ts'

export interface Token { readonly text: string; readonly start: number; readonly end: number }

const token = /[ \t\r\n]*("(?:[^"\\]|\\.)*"|[{}[\],:]|[^ \t\r\n"{}[\],:]+)/y

/** The next bracket, comma, colon, text or number. For a text that is known to be good JSON. */
export function nextToken(text: string, from: number): Token {
  token.lastIndex = from
  const found = token.exec(text)
  invariant(found?.[1] !== undefined, 'JSON that ends too early')
  return { text: found[1], start: token.lastIndex - found[1].length, end: token.lastIndex }
}
