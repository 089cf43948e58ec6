import * as v from 'valibot'
import { failure } from '../../errors.ts'
import { bodyIn } from '../../formats/one-chunk.ts'
import type { ApiAnswer } from '../../host/types.ts'
import type { ErrandTools } from './driver.ts'
import { coordinationAnswerBytesMax } from './limits.ts'

/** What every lock's server has: an address, and perhaps a secret to show. */
export const lockServer = {
  url: v.pipe(v.string('must be text in quotation marks'), v.regex(/^https?:\/\/[^\s?#@]+$/, 'must be an address like https://locks.example.org, without a user name and without a query'), v.description('address of the server')),
  http: v.optional(v.pipe(v.picklist(['refused', 'allowed']), v.description('whether an address that begins with http:// is acceptable')), 'refused'),
  secret: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/, "must be the name of a secret: a-z, 0-9, '_', '-' and '.'"), v.description('name of the secret to show: user:password'))),
}
export interface LockServer { readonly url: string; readonly http: 'refused' | 'allowed'; readonly secret?: string | undefined }

export interface Question { readonly settings: LockServer; readonly path: string; readonly headers?: Readonly<Record<string, string>>; readonly question: unknown }

/** One JSON question; whatever status comes back is told. */
export async function post({ settings, path, headers = {}, question }: Question, { net, stallMs }: ErrandTools, signal: AbortSignal): Promise<ApiAnswer> {
  return net.ask({
    method: 'POST', url: `${settings.url.replace(/\/+$/, '')}/${path}`, plainHttp: settings.http, reach: 'public', stallMs,
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: bodyIn(Buffer.from(JSON.stringify(question))), answerBytesMax: coordinationAnswerBytesMax,
  }, signal)
}

/** `user:password`, as its file holds it. */
export async function account({ secret }: LockServer, { secrets }: ErrandTools): Promise<{ readonly name: string; readonly password: string } | null> {
  if (secret === undefined) return null
  const [, name, password] = /^([^:\p{Cc}]+):(\P{Cc}*)$/u.exec(await secrets.read(secret)) ?? []
  if (name === undefined || password === undefined) throw failure('CONFIG', `the secret '${secret}' is not of the form user:password`)
  return { name, password }
}
