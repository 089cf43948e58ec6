import { escapedKey } from '../../../formats/stores/sigv4.ts'
import type { ApiAnswer } from '../../../host/types.ts'
import { withoutSecrets } from '../../../release/siblings.ts'
import { addressBelow, withQuery } from '../address.ts'
import { readAzurePage } from './azure-page.ts'
import type { GivesPass } from './azure-pass.ts'
import { azureRefusal } from './azure-refusal.ts'
import { type Bucket, lookedAt, unlistedOr } from './bucket.ts'
import type { SourceTools } from '../driver.ts'
import { listPageBytesMax, storeAnswerBytesMax } from '../limits.ts'

export interface AzureSettings { readonly account: string; readonly container: string; readonly endpoint?: string | undefined; readonly http: 'refused' | 'allowed' }
interface Asking { readonly method: 'GET' | 'HEAD'; readonly url: string; readonly range: string | null; readonly answerBytesMax: number }

/** One container of Azure's blobs. */
export function azureBucket({ account, container, endpoint, http }: AzureSettings, passOf: GivesPass, { net, stallMs, clock }: SourceTools): Bucket {
  const base = addressBelow(endpoint ?? `https://${account}.blob.core.windows.net`, container)
  const urlOf = (key: string): string => addressBelow(base, escapedKey(key))
  const ask = async ({ range, answerBytesMax, ...request }: Asking, signal: AbortSignal): Promise<ApiAnswer> => {
    const { url, headers } = await passOf({ ...request, range }, signal)
    return net.ask({ method: request.method, url, plainHttp: http, headers: range === null ? headers : { ...headers, range }, body: null, answerBytesMax, stallMs, reach: 'public' }, signal)
  }
  const refusal = (answer: ApiAnswer, url: string) => azureRefusal(answer, { where: withoutSecrets(url), nowMs: clock.nowMs() })
  return {
    async page(prefix, next, signal) {
      const url = withQuery(base, { restype: 'container', comp: 'list', delimiter: '/', maxresults: '1000', prefix, ...(next === null ? {} : { marker: next }) })
      const answer = await ask({ method: 'GET', url, range: null, answerBytesMax: listPageBytesMax }, signal)
      return answer.status === 200 ? readAzurePage(answer.bytes) : unlistedOr(refusal(answer, url))
    },
    async look(key, signal) {
      const url = urlOf(key)
      const answer = await ask({ method: 'HEAD', url, range: null, answerBytesMax: storeAnswerBytesMax }, signal)
      if (answer.status === 200) return lookedAt(answer)
      if (answer.status === 404 && answer.headers['x-ms-error-code'] !== 'ContainerNotFound') return null
      // HEAD has no body to say why; the first byte is asked for, so that an answer after all stays small.
      throw refusal(await ask({ method: 'GET', url, range: 'bytes=0-0', answerBytesMax: storeAnswerBytesMax }, signal), url)
    },
    async get(key, resume, signal) {
      const pass = await passOf({ method: 'GET', url: urlOf(key), range: resume === null ? null : `bytes=${resume.fromByte}-` }, signal)
      const { authorization = null, ...headers } = pass.headers
      return net.get({ url: pass.url, plainHttp: http, authorization, headers, resume, stallMs }, signal)
    },
    shown: (key) => withoutSecrets(urlOf(key)),
  }
}
