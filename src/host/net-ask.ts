import { failure, isFailure, type Failure } from '../errors.ts'
import type { Response } from './http-exchange.ts'
import { following, type Means } from './http-follow.ts'
import { contentLength, refuseEncoding, retryAfterMs, type Headers } from './http-headers.ts'
import { patiently, type Attempt } from './patience.ts'
import { shown } from './redirects.ts'
import type { ApiAnswer, ApiRequest } from './types.ts'

const busyStatuses: readonly number[] = [408, 429, 500, 502, 503, 504]

/** Whatever the server finally says, whole and in memory. */
export async function askApi(request: ApiRequest, means: Means): Promise<ApiAnswer> {
  return patiently(() => attempt(request, means), means.limits, means.signal)
}

async function attempt(request: ApiRequest, means: Means): Promise<Attempt<ApiAnswer>> {
  const { accept = '*/*', ...own } = request.headers
  const response = await following({ ...request, headers: { accept }, ownHeaders: own }, means)
  if (response.kind === 'response') return answered(response, request)
  // What may have been heard is not said twice, unless saying it changes nothing.
  if (response.again === 'no' || (response.sent === 'yes' && !isRepeatable(request))) throw response.because
  return busy(response.because)
}

async function answered(response: Response, request: ApiRequest): Promise<Attempt<ApiAnswer>> {
  try {
    const value: ApiAnswer = { status: response.status, headers: firsts(response.headers), bytes: await whole(response, request) }
    if (!isRepeatable(request) || !busyStatuses.includes(response.status)) return { kind: 'done', value }
    return { kind: 'busy', retryAfterMs: retryAfterMs(response.headers, Date.now()), giveUp: () => value }
  } catch (thrown) {
    if (isFailure(thrown) && thrown.code === 'IO' && isRepeatable(request)) return busy(thrown)
    throw thrown
  } finally {
    await response.close()
  }
}

function busy(because: Failure): Attempt<ApiAnswer> {
  return { kind: 'busy', retryAfterMs: null, giveUp: () => { throw because } }
}

function isRepeatable({ method }: ApiRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

async function whole({ headers, bytes, url }: Response, { method, answerBytesMax }: ApiRequest): Promise<Uint8Array> {
  refuseEncoding(headers)
  const tooLarge = failure('DATA', `the answer of ${shown(url)} is larger than ${answerBytesMax} bytes`)
  if (method !== 'HEAD' && (contentLength(headers) ?? 0) > answerBytesMax) throw tooLarge
  const chunks: Uint8Array[] = []
  let received = 0
  for await (const chunk of bytes) {
    received += chunk.length
    if (received > answerBytesMax) throw tooLarge
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function firsts(headers: Headers): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, typeof value === 'string' ? value : value[0] ?? '']])))
}
