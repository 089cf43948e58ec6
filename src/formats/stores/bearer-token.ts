import { failure } from '../../errors.ts'
import { isJsonObject, parseStrictJson } from '../strict-json.ts'

/** What is shown to be let in, and until when. */
export interface BearerToken { readonly token: string; readonly expiresAtMs: number }

/** The answer of a token's giver (RFC 6749 5.1); Azure writes the seconds as text. DATA for anything else; no message shows a part of it. */
export function parseBearerToken(bytes: Uint8Array, nowMs: number): BearerToken {
  const answer = parseStrictJson(bytes, 'the answer with the token')
  const { access_token: token, expires_in: seconds } = isJsonObject(answer) ? answer : {}
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,16384}$/.test(token)) throw failure('DATA', 'the answer with the token has no access_token')
  const lasts = typeof seconds === 'number' ? seconds : typeof seconds === 'string' && /^\d{1,9}$/.test(seconds) ? Number(seconds) : 0
  return { token, expiresAtMs: nowMs + lasts * 1000 }
}
