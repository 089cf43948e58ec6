import { setTimeout } from 'node:timers/promises'
import { failure } from '../errors.ts'
import type { Origin } from './guarded-lookup.ts'
import { exchange, type Exchanged } from './http-exchange.ts'
import { contentLength, contentRange, refuseEncoding, single, strongValidator } from './http-headers.ts'
import { netLimits, type NetLimits } from './limits.ts'
import { firstHop, nextHop, shown } from './redirects.ts'
import type { HttpAnswer, HttpRequest, Net } from './types.ts'

/** HTTP for the half that fetches: every server is a stranger. The limits are a parameter so that tests need not wait. */
export function makeNet(limits: NetLimits = netLimits): Net {
  return { get: (request, signal) => patiently(request, limits, signal) }
}

/** Asks again while the server is busy or cannot be reached, with growing pauses, but never longer than it is worth. */
async function patiently(request: HttpRequest, limits: NetLimits, signal: AbortSignal): Promise<HttpAnswer | null> {
  for (let attempt = 1; ; attempt++) {
    const exchanged = await following(request, limits, signal)
    if (exchanged.kind !== 'trouble') return answerTo(request, exchanged, limits, signal)
    const waitMs = exchanged.retryAfterMs ?? limits.backoffMs * 2 ** (attempt - 1) * (1 + Math.random() / 2)
    if (exchanged.again === 'no' || attempt >= limits.attemptsMax || waitMs > limits.retryAfterMsMax) throw exchanged.because
    await setTimeout(waitMs, undefined, { signal }).catch(() => { throw exchanged.because })
  }
}

async function following(request: HttpRequest, limits: NetLimits, signal: AbortSignal): Promise<Exclude<Exchanged, { kind: 'moved' }>> {
  const rules = { plainHttp: request.plainHttp, charactersMax: limits.urlCharactersMax }
  let url = firstHop(request.url, rules)
  const origin: Origin = { origin: url.origin, reach: null }
  for (let redirects = 0; redirects <= limits.redirectsMax; redirects++) {
    const exchanged = await exchange({ url, origin, request, limits, signal })
    if (exchanged.kind !== 'moved') return exchanged
    url = nextHop(url, exchanged.location, rules)
  }
  throw failure('REFUSED', `${shown(new URL(request.url))} redirects more than ${limits.redirectsMax} times`)
}

async function answerTo(request: HttpRequest, exchanged: Exclude<Exchanged, { kind: 'moved' | 'trouble' }>, limits: NetLimits, signal: AbortSignal): Promise<HttpAnswer | null> {
  switch (exchanged.kind) {
    case 'missing': return null
    case 'range-refused': return again(request, limits, signal)
    case 'body': {
      const answer = await guarded(exchanged, request)
      if (answer !== null) return answer
      await exchanged.close()
      return again(request, limits, signal)
    }
  }
}

/** From the start, when the server would or could not go on where we stopped (failures.md F16). */
async function again(request: HttpRequest, limits: NetLimits, signal: AbortSignal): Promise<HttpAnswer | null> {
  if (request.resume === null) throw failure('PROTOCOL', `${shown(new URL(request.url))} answers with a part of the file though all of it was asked for`)
  return patiently({ ...request, resume: null }, limits, signal)
}

type Body = Extract<Exchanged, { kind: 'body' }>

async function guarded(body: Body, request: HttpRequest): Promise<HttpAnswer | null> {
  try {
    refuseEncoding(body.headers)
    return body.status === 200 ? whole(body) : rest(body, request)
  } catch (thrown) {
    await body.close()
    throw thrown
  }
}

function whole(body: Body): HttpAnswer {
  const { headers, bytes } = body
  return { fromByte: 0, sizeBytes: contentLength(headers), validator: strongValidator(headers), bytes, close: () => body.close() }
}

/** Null when this is not the rest that was asked for: another range, another ETag, several parts. */
function rest(body: Body, { resume }: HttpRequest): HttpAnswer | null {
  const range = contentRange(body.headers)
  const tag = single(body.headers, 'etag')
  if (resume === null || range === null || range.first !== resume.fromByte || (tag !== null && tag !== resume.validator)) return null
  return { fromByte: range.first, sizeBytes: range.sizeBytes, validator: resume.validator, bytes: body.bytes, close: () => body.close() }
}
