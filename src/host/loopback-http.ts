import { request, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import type { LookupFunction, Socket } from 'node:net'

/** One GET of a daemon's own address. The caller has checked the URL; redirects are not followed, they are an answer. */
export interface LoopbackRequest {
  readonly url: URL
  /** Path of a unix socket to ask instead of the URL's host. */
  readonly socket: string | null
  readonly timeoutMs: number
  readonly bodyBytesMax: number
}
export type LoopbackAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly bodyIs: 'whole' | 'cut' }
  /** In words for people: "connection refused". `listener`: there is nobody at that address at all. */
  | { readonly kind: 'none'; readonly because: string; readonly listener?: 'none' }
/** Never throws; ends within the time limit, whatever the daemon does (failures.md g25). */
export type AskLoopback = (asked: LoopbackRequest, signal: AbortSignal) => Promise<LoopbackAnswer>

const headerBytesMax = 16 * 1024

export const askLoopback: AskLoopback = async (asked, signal) => {
  const patience = AbortSignal.timeout(asked.timeoutMs)
  try {
    return await ask(asked, AbortSignal.any([signal, patience]))
  } catch (thrown) {
    if (patience.aborted) return { kind: 'none', because: `no answer within ${asked.timeoutMs / 1000} s` }
    return { kind: 'none', because: reasonOf(thrown), ...(isNobody(thrown) ? { listener: 'none' } : {}) }
  }
}

function ask(asked: LoopbackRequest, signal: AbortSignal): Promise<LoopbackAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(asked.url, optionsFor(asked, signal))
    outgoing.once('error', reject)
    outgoing.once('response', (response) => read(response, asked.bodyBytesMax).then(resolve, reject).finally(() => close(outgoing)))
    // Unheard, a change to another protocol would end the request without an answer and without an error: we would wait for ever.
    outgoing.once('upgrade', ({ statusCode: status = 0 }: IncomingMessage, socket: Socket) => {
      socket.destroy()
      resolve({ kind: 'answer', status, body: '', bodyIs: 'whole' })
    })
    outgoing.end()
  })
}

function optionsFor(asked: LoopbackRequest, signal: AbortSignal): RequestOptions {
  return {
    signal,
    // A connection of its own each time: a kept one would go on talking to the old process (g20).
    agent: false,
    maxHeaderSize: headerBytesMax,
    headers: { 'Cache-Control': 'no-store', Accept: '*/*', Connection: 'close' },
    ...(asked.socket === null ? whereOf(asked.url) : { socketPath: asked.socket }),
  }
}

/** No resolver decides where `localhost` is. */
function whereOf(url: URL): RequestOptions {
  return url.hostname === 'localhost' ? { lookup: bothLoopbacks } : {}
}

const bothLoopbacks: LookupFunction = (_host, _options, answer) => {
  answer(null, [{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }])
}

async function read(response: IncomingMessage, bodyBytesMax: number): Promise<LoopbackAnswer> {
  const chunks: Buffer[] = []
  let bytes = 0
  let bodyIs: 'whole' | 'cut' = 'whole'
  for await (const chunk of response) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes <= bodyBytesMax) continue
    bodyIs = 'cut'
    break
  }
  return { kind: 'answer', status: response.statusCode ?? 0, body: Buffer.concat(chunks).subarray(0, bodyBytesMax).toString('utf8'), bodyIs }
}

function close(outgoing: ClientRequest): void {
  // What is still coming is not wanted; its end must not become an unhandled error.
  outgoing.on('error', () => {})
  outgoing.destroy()
}

const words: Readonly<Record<string, string>> = { ECONNREFUSED: 'connection refused', ENOENT: 'the socket does not exist', ECONNRESET: 'it closed the connection', EACCES: 'the socket may not be opened', HPE_HEADER_OVERFLOW: 'its headers are too large' }

/** What connect(2) says where nobody listens; the last is ::1 on a machine without IPv6, beside the refusal of 127.0.0.1. */
const nobody: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOENT', 'EADDRNOTAVAIL'])

function isNobody(thrown: unknown): boolean {
  const all: readonly unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown]
  return all.length > 0 && all.every((one) => nobody.has(codeOf(one)))
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
}

function reasonOf(thrown: unknown): string {
  const one = thrown instanceof AggregateError ? thrown.errors[0] : thrown
  if (!(one instanceof Error)) return String(one)
  const code = codeOf(one)
  return words[code] ?? (code.startsWith('HPE_') ? 'it does not speak HTTP' : one.message)
}
