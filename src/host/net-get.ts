import { failure } from '../errors.ts'
import type { Response } from './http-exchange.ts'
import { following, movedStatuses, type Means } from './http-follow.ts'
import { contentLength, contentRange, refuseEncoding, retryAfterMs, single, strongValidator } from './http-headers.ts'
import { patiently, type Attempt } from './patience.ts'
import { shown } from './redirects.ts'
import type { HttpAnswer, HttpRequest } from './types.ts'

/** A file, or the rest of it; null when there is none. */
export async function getFile(request: HttpRequest, means: Means): Promise<HttpAnswer | null> {
  const outcome = await patiently(() => attempt(request, means), means.limits, means.signal)
  if (outcome !== 'start again') return outcome
  // The server would or could not go on where we stopped (failures.md F16).
  if (request.resume === null) throw failure('PROTOCOL', `${shown(new URL(request.url))} answers with a part of the file though all of it was asked for`)
  return getFile({ ...request, resume: null }, means)
}

type Outcome = HttpAnswer | null | 'start again'

async function attempt(request: HttpRequest, means: Means): Promise<Attempt<Outcome>> {
  const { resume, authorization } = request
  const response = await following({
    ...request, method: 'GET', body: null, reach: 'public',
    headers: { accept: request.headers?.['accept'] ?? '*/*', ...(resume === null ? {} : { range: `bytes=${resume.fromByte}-`, 'if-range': resume.validator }) },
    ownHeaders: { ...request.headers, ...(authorization === null ? {} : { authorization }) },
  }, means)
  if (response.kind === 'response') return outcomeOf(response, request)
  if (response.again === 'no') throw response.because
  return { kind: 'busy', retryAfterMs: null, giveUp: () => { throw response.because } }
}

async function outcomeOf(response: Response, request: HttpRequest): Promise<Attempt<Outcome>> {
  const { status, url } = response
  if (status === 200 || status === 206) return { kind: 'done', value: await guarded(response, request) }
  await response.close()
  if (movedStatuses.includes(status)) throw failure('PROTOCOL', `${shown(url)} redirects, but does not say where to`)
  const unavailable = failure('UNAVAILABLE', `${shown(url)} answers HTTP ${status}`)
  switch (status) {
    case 404: case 410: return { kind: 'done', value: null }
    case 416: return { kind: 'done', value: 'start again' }
    case 408: case 429: case 500: case 502: case 503: case 504: return { kind: 'busy', retryAfterMs: retryAfterMs(response.headers, Date.now()), giveUp: () => { throw unavailable } }
    default: throw unavailable
  }
}

async function guarded(response: Response, request: HttpRequest): Promise<Outcome> {
  try {
    refuseEncoding(response.headers)
    const answer = response.status === 200 ? whole(response) : rest(response, request)
    if (answer === 'start again') await response.close()
    return answer
  } catch (thrown) {
    await response.close()
    throw thrown
  }
}

function whole(response: Response): HttpAnswer {
  const { headers, bytes } = response
  return { fromByte: 0, sizeBytes: contentLength(headers), validator: strongValidator(headers), bytes, close: () => response.close() }
}

/** Not the rest that was asked for: another range, another ETag, several parts. */
function rest(response: Response, { resume }: HttpRequest): Outcome {
  const { headers, bytes } = response
  const range = contentRange(headers)
  const tag = single(headers, 'etag')
  if (resume === null || range === null || range.first !== resume.fromByte || (tag !== null && tag !== resume.validator)) return 'start again'
  return { fromByte: range.first, sizeBytes: range.sizeBytes, validator: resume.validator, bytes, close: () => response.close() }
}
