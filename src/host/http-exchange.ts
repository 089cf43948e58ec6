import type { Client, Dispatcher } from 'undici'
import { failure } from '../errors.ts'
import { guardedLookup, judgeLiteral, type Origin } from './guarded-lookup.ts'
import { retryAfterMs, single, type Headers } from './http-headers.ts'
import { troubleBefore, troubleWithin, type Trouble } from './http-trouble.ts'
import type { NetLimits } from './limits.ts'
import { shown } from './redirects.ts'
import type { HttpRequest } from './types.ts'

/** One request on one connection, and what became of it. Nothing is followed and nothing is tried twice here. */
export type Exchanged =
  | { readonly kind: 'body'; readonly status: 200 | 206; readonly headers: Headers; readonly bytes: AsyncIterable<Uint8Array>; close(): Promise<void> }
  | { readonly kind: 'moved'; readonly location: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'range-refused' }
  | ({ readonly kind: 'trouble'; readonly retryAfterMs: number | null } & Trouble)

export interface Hop { readonly url: URL; readonly origin: Origin; readonly request: HttpRequest; readonly limits: NetLimits; readonly signal: AbortSignal }

export async function exchange(hop: Hop): Promise<Exchanged> {
  let client: Client | null = null
  try {
    judgeLiteral(hop.url, hop.origin)
    client = await clientFor(hop)
    const { default: request } = await import('undici/lib/api/api-request.js')
    const response = await request.call(client, { method: 'GET', path: hop.url.pathname + hop.url.search, headers: headersFor(hop), signal: hop.signal })
    const exchanged = sorted(response, client, hop)
    if (exchanged.kind !== 'body') await client.destroy()
    return exchanged
  } catch (thrown) {
    await client?.destroy()
    return { kind: 'trouble', retryAfterMs: null, ...troubleBefore(thrown, shown(hop.url), hop.signal) }
  }
}

/** Imported here and nowhere else: only the half that fetches pays for an HTTP client. */
async function clientFor({ url, origin, request, limits }: Hop): Promise<Client> {
  const { default: HttpClient } = await import('undici/lib/dispatcher/client.js')
  return new HttpClient(url.origin, {
    // One file on one connection gains nothing from HTTP/2 but its floods (failures.md F23).
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: request.stallMs,
    bodyTimeout: request.stallMs,
    connect: { timeout: limits.connectMs, lookup: guardedLookup(url, origin), ...(url.protocol === 'https:' ? await tlsRules() : {}) },
  })
}

/** The host's own certificate store where there is one; said aloud, so that no environment variable can switch it off (failures.md E45). */
async function tlsRules(): Promise<{ rejectUnauthorized: true; minVersion: 'TLSv1.2'; ca: string[] }> {
  const { getCACertificates } = await import('node:tls')
  const system = getCACertificates('system')
  return { rejectUnauthorized: true, minVersion: 'TLSv1.2', ca: system.length > 0 ? system : getCACertificates('bundled') }
}

function headersFor({ url, origin, request }: Hop): Record<string, string> {
  return {
    'user-agent': 'app-upgrade',
    accept: '*/*',
    'accept-encoding': 'identity',
    // A redirect to a storage host must not carry the token along (failures.md 1.7).
    ...(request.authorization !== null && url.origin === origin.origin ? { authorization: request.authorization } : {}),
    ...(request.resume !== null ? { range: `bytes=${request.resume.fromByte}-`, 'if-range': request.resume.validator } : {}),
  }
}

function sorted(response: Dispatcher.ResponseData, client: Client, hop: Hop): Exchanged {
  const { statusCode: status, headers } = response
  const where = shown(hop.url)
  const unavailable = failure('UNAVAILABLE', `${where} answers HTTP ${status}`)
  switch (status) {
    case 200:
    case 206: return { kind: 'body', status, headers, bytes: bodyOf(response, client, hop), close: () => client.destroy() }
    case 301: case 302: case 303: case 307: case 308: return { kind: 'moved', location: locationOf(headers, where) }
    case 404: case 410: return { kind: 'missing' }
    case 416: return { kind: 'range-refused' }
    case 408: case 429: case 500: case 502: case 503: case 504:
      return { kind: 'trouble', because: unavailable, again: 'yes', retryAfterMs: retryAfterMs(headers, Date.now()) }
    default: return { kind: 'trouble', because: unavailable, again: 'no', retryAfterMs: null }
  }
}

function locationOf(headers: Headers, where: string): string {
  const location = single(headers, 'location')
  if (location === null) throw failure('PROTOCOL', `${where} redirects, but does not say where to`)
  return location
}

async function* bodyOf(response: Dispatcher.ResponseData, client: Client, { url, signal }: Hop): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) yield chunk
  } catch (thrown) {
    throw troubleWithin(thrown, shown(url), signal)
  } finally {
    await client.destroy()
  }
}
