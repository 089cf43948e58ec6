import { failure, isFailure, type Failure } from '../../../errors.ts'
import { printable } from '../../../formats/printable.ts'
import { escapedKey } from '../../../formats/stores/sigv4.ts'
import { isJsonObject, type Json, parseStrictJson } from '../../../formats/strict-json.ts'
import type { ApiAnswer } from '../../../host/types.ts'
import { withoutSecrets } from '../../../release/siblings.ts'
import { addressBelow, withQuery } from '../address.ts'
import { type Bucket, lookedAt, type Page, unlistedOr } from './bucket.ts'
import type { SourceTools } from '../driver.ts'
import type { GivesToken } from './gcs-token.ts'
import { listPageBytesMax, storeAnswerBytesMax } from '../limits.ts'

export interface GcsSettings { readonly bucket: string; readonly endpoint?: string | undefined; readonly http: 'refused' | 'allowed' }

/**
 * One bucket of Google. Listings are of the JSON interface; objects are read from the other one, whose ETag is a strong validator in the
 * form that HTTP wants (the JSON interface's has no quotation marks, so nothing could be resumed by it).
 */
export function gcsBucket({ bucket, endpoint = 'https://storage.googleapis.com', http }: GcsSettings, tokenOf: GivesToken, { net, stallMs }: SourceTools): Bucket {
  const urlOf = (key: string): string => addressBelow(endpoint, `${bucket}/${escapedKey(key)}`)
  const authorizationOf = async (signal: AbortSignal): Promise<string | null> => {
    const token = await tokenOf(signal)
    return token === null ? null : `Bearer ${token.token}`
  }
  const ask = async (method: 'GET' | 'HEAD', url: string, answerBytesMax: number, signal: AbortSignal): Promise<ApiAnswer> => {
    const authorization = await authorizationOf(signal)
    return net.ask({ method, url, plainHttp: http, headers: authorization === null ? {} : { authorization }, body: null, answerBytesMax, stallMs, reach: 'public' }, signal)
  }
  return {
    async page(prefix, next, signal) {
      const url = withQuery(addressBelow(endpoint, `storage/v1/b/${bucket}/o`), { prefix, delimiter: '/', maxResults: '1000', fields: 'items(name),prefixes,nextPageToken', ...(next === null ? {} : { pageToken: next }) })
      const answer = await ask('GET', url, listPageBytesMax, signal)
      if (answer.status === 200) return readGcsPage(answer.bytes)
      if (answer.status === 404) throw failure('CONFIG', `there is no bucket '${bucket}' at ${new URL(endpoint).host}`, { next: 'Correct source.bucket.' })
      return unlistedOr(refusal(answer, url))
    },
    async look(key, signal) {
      const answer = await ask('HEAD', urlOf(key), storeAnswerBytesMax, signal)
      if (answer.status === 404) return null
      if (answer.status === 200) return lookedAt(answer)
      throw refusal(answer, urlOf(key))
    },
    get: async (key, resume, signal) => net.get({ url: urlOf(key), plainHttp: http, authorization: await authorizationOf(signal), resume, stallMs }, signal),
    shown: (key) => withoutSecrets(urlOf(key)),
  }
}

/** One page of `objects.list`. DATA when it is something else. */
export function readGcsPage(bytes: Uint8Array): Page {
  const page = parseStrictJson(bytes, 'the listing of the bucket', { bytesMax: listPageBytesMax })
  if (!isJsonObject(page)) throw failure('DATA', 'the listing of the bucket is no object')
  const { items = [], prefixes = [], nextPageToken: next = null } = page
  if (!Array.isArray(items) || !Array.isArray(prefixes) || (next !== null && typeof next !== 'string')) throw failure('DATA', 'the listing of the bucket has another form than Google describes')
  const names = (items as readonly Json[]).map((item) => isJsonObject(item) ? item['name'] : undefined)
  const isText = (one: Json | undefined): one is string => typeof one === 'string'
  return { kind: 'page', keys: names.filter(isText), prefixes: (prefixes as readonly Json[]).filter(isText), next }
}

function refusal(answer: ApiAnswer, url: string): Failure {
  const told = `${withoutSecrets(url)} answers HTTP ${answer.status}${messageIn(answer.bytes)}`
  if (answer.status !== 401 && answer.status !== 403) return failure('UNAVAILABLE', told)
  return failure('PERMISSION', `${told}: we may not read this, or it is not there and we may not know`, { next: 'Check what source.credentials may read and list.' })
}

/** A body may be anything: a proxy's page, nothing at all. Then the status alone speaks. */
function messageIn(bytes: Uint8Array): string {
  try {
    const answer = parseStrictJson(bytes, 'the answer')
    const error = isJsonObject(answer) ? answer['error'] : undefined
    const message = isJsonObject(error) ? error['message'] : undefined
    return typeof message === 'string' ? ` ${printable(message, 160)}` : ''
  } catch (thrown) {
    if (isFailure(thrown)) return ''
    throw thrown
  }
}
