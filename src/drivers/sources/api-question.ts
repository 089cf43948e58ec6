import { failure } from '../../errors.ts'
import type { ApiAnswer } from '../../host/types.ts'
import type { Opened, Resume } from '../../upgrade/ports.ts'
import { apiTrouble, pageTrouble } from './api-trouble.ts'
import type { Remembered, SourceTools } from './driver.ts'
import { openedFrom, resumeOf } from './opened.ts'

/** Whom a source asks, and as whom. */
export interface Asker {
  readonly tools: SourceTools
  readonly plainHttp: 'refused' | 'allowed'
  readonly headers: Readonly<Record<string, string>>
  /** Name of a secret; null: nobody in particular. */
  readonly token: string | null
  /** Value of the Authorization header. */
  readonly authorization: (token: string) => string
  readonly answerBytesMax: number
}

/** `unchanged`: what was remembered still holds, and the answer cost the server nothing. */
export type Reply =
  | { readonly kind: 'said'; readonly bytes: Uint8Array; readonly validator: string | null; readonly headers: ApiAnswer['headers'] }
  | { readonly kind: 'unchanged'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }

/** One question; conditional when something is remembered. UNAVAILABLE, PERMISSION or PROTOCOL when there is no answer to use. */
export async function askOnce(url: string, remembered: Remembered | null, asker: Asker, signal: AbortSignal): Promise<Reply> {
  const condition: Record<string, string> = remembered === null ? {} : { 'if-none-match': remembered.validator }
  const headers = { ...asker.headers, ...(await credentials(asker)), ...condition }
  const { tools: { net, stallMs, clock }, plainHttp, answerBytesMax, token } = asker
  const answer = await net.ask({ method: 'GET', url, plainHttp, headers, body: null, answerBytesMax, stallMs, reach: 'public' }, signal)
  if (answer.status === 304 && remembered !== null) return { kind: 'unchanged', bytes: remembered.bytes }
  if (answer.status === 404 || answer.status === 410) return { kind: 'missing' }
  if (answer.status !== 200) throw apiTrouble(answer, { url, token, nowMs: clock.nowMs() })
  const page = pageTrouble(answer, url)
  if (page !== null) throw page
  return { kind: 'said', bytes: answer.bytes, validator: answer.headers['etag'] ?? null, headers: answer.headers }
}

export interface FileAsked { readonly url: string; readonly tokenOrigin: string; readonly headers?: Readonly<Record<string, string>> }

/** A file instead of an answer; the token goes along to `tokenOrigin`, and elsewhere it is nobody's business. Null when there is no such file. */
export async function openAsked({ url, tokenOrigin, headers = {} }: FileAsked, resume: Resume, asker: Asker, signal: AbortSignal): Promise<Opened | null> {
  const { authorization = null } = new URL(url).origin === tokenOrigin ? await credentials(asker) : {}
  const { tools: { net, stallMs }, plainHttp } = asker
  const answer = await net.get({ url, authorization, plainHttp, stallMs, headers, resume: resumeOf(resume) }, signal)
  return answer === null ? null : openedFrom(answer)
}

/** The Authorization header of whoever asks; nothing when nobody in particular does. */
export async function credentials({ token, tools, authorization }: Pick<Asker, 'token' | 'tools' | 'authorization'>): Promise<Readonly<Record<string, string>>> {
  if (token === null) return {}
  const secret = await tools.secrets.read(token)
  // A line feed in the middle would be a second header; the message must not show any of it.
  if (!/^[\x21-\x7e]+$/.test(secret)) throw failure('CONFIG', `the secret '${token}' is no access token: it holds what no header may hold`)
  return { authorization: authorization(secret) }
}
