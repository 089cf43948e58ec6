import { emptyPayloadSha256, escapedKey, signedHeaders } from '../../../formats/stores/sigv4.ts'
import type { ApiAnswer } from '../../../host/types.ts'
import { withoutSecrets } from '../../../release/siblings.ts'
import { addressBelow, withQuery } from '../address.ts'
import { type Bucket, lookedAt, unlistedOr } from './bucket.ts'
import type { SourceTools } from '../driver.ts'
import { listPageBytesMax, storeAnswerBytesMax } from '../limits.ts'
import { readS3Page } from './s3-page.ts'
import { s3Refusal } from './s3-refusal.ts'
import type { GivesKey } from './s3-key.ts'

export interface S3Settings { readonly bucket: string; readonly region: string; readonly endpoint?: string | undefined; readonly http: 'refused' | 'allowed' }
type Headers = Readonly<Record<string, string>>
interface Asking { readonly method: 'GET' | 'HEAD'; readonly url: string; readonly unsigned?: Headers; readonly answerBytesMax: number }

/** One bucket of S3. Listings are `ListObjectsV2`; keys may hold anything that a name may. */
export function s3Bucket(settings: S3Settings, keyOf: GivesKey, tools: SourceTools): Bucket {
  const base = s3BaseOf(settings)
  const urlOf = (key: string): string => addressBelow(base, escapedKey(key))
  const signed = async (method: 'GET' | 'HEAD', url: string, signal: AbortSignal): Promise<Headers> => {
    const key = await keyOf(signal)
    return key === null ? {} : signedHeaders({ method, url, headers: {}, payloadSha256: emptyPayloadSha256 }, key, { region: settings.region, service: 's3', atMs: tools.clock.nowMs() })
  }
  const ask = async ({ method, url, unsigned = {}, answerBytesMax }: Asking, signal: AbortSignal): Promise<ApiAnswer> => tools.net.ask({
    method, url, plainHttp: settings.http, headers: { ...unsigned, ...await signed(method, url, signal) }, body: null, answerBytesMax, stallMs: tools.stallMs, reach: 'public',
  }, signal)
  const refusal = (answer: ApiAnswer, url: string) => s3Refusal(answer, { where: withoutSecrets(url), region: settings.region, nowMs: tools.clock.nowMs() })
  return {
    async page(prefix, next, signal) {
      const url = withQuery(`${base}/`, { 'list-type': '2', delimiter: '/', prefix, ...(next === null ? {} : { 'continuation-token': next }) })
      const answer = await ask({ method: 'GET', url, answerBytesMax: listPageBytesMax }, signal)
      return answer.status === 200 ? readS3Page(answer.bytes) : unlistedOr(refusal(answer, url))
    },
    async look(key, signal) {
      const url = urlOf(key)
      const answer = await ask({ method: 'HEAD', url, answerBytesMax: storeAnswerBytesMax }, signal)
      if (answer.status === 200) return lookedAt(answer)
      if (answer.status === 404) return null
      // HEAD has no body to say why; the first byte is asked for, so that an answer after all stays small.
      throw refusal(await ask({ method: 'GET', url, unsigned: { range: 'bytes=0-0' }, answerBytesMax: storeAnswerBytesMax }, signal), url)
    },
    async get(key, resume, signal) {
      const url = urlOf(key)
      const { authorization = null, ...headers } = await signed('GET', url, signal)
      return tools.net.get({ url, plainHttp: settings.http, authorization, headers, resume, stallMs: tools.stallMs }, signal)
    },
    shown: (key) => withoutSecrets(urlOf(key)),
  }
}

/** Path style for servers of one's own, and for names with a dot, which no wildcard certificate covers. */
export function s3BaseOf({ bucket, region, endpoint }: Pick<S3Settings, 'bucket' | 'region' | 'endpoint'>): string {
  if (endpoint !== undefined) return addressBelow(endpoint, bucket)
  const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
  return /^[a-z0-9-]+$/.test(bucket) ? `https://${bucket}.${host}` : `https://${host}/${bucket}`
}
