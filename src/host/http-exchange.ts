import { once } from 'node:events'
import { request, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { Bug, failure, invariant } from '../errors.ts'
import { connectionTo, type Connection, type Way } from './connection.ts'
import { gathered, type Headers } from './http-headers.ts'
import { stalled, troubleBefore, troubleWithin, type Trouble } from './http-trouble.ts'
import { wantsCredentials } from './proxy-tunnel.ts'
import { shown } from './redirects.ts'
import type { HttpBody } from './types.ts'

/** One request on one connection. Nothing is followed and nothing is tried twice here. */
export interface Hop extends Way {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: HttpBody | null
  /** No byte for this long is a dead connection; nor may the head of an answer take longer. */
  readonly stallMs: number
}
export interface Response {
  readonly kind: 'response'
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly bytes: AsyncIterable<Uint8Array>
  close(): Promise<void>
}
/** `sent`: whether anything of the request may have reached the server. */
export type Exchanged = Response | (Trouble & { readonly sent: 'yes' | 'no' })

export async function exchange(hop: Hop): Promise<Exchanged> {
  const connection = await connectionTo(hop.url, hop)
  if (connection.kind === 'trouble') return { ...connection, sent: 'no' }
  const { socket, forwarder } = connection
  try {
    const response = await answerTo(await asking(connection, hop), hop)
    if (response.statusCode === 407 && forwarder !== null) {
      socket.destroy()
      return { ...wantsCredentials(forwarder, 407), sent: 'no' }
    }
    return { kind: 'response', url: hop.url, status: response.statusCode ?? 0, headers: gathered(response.rawHeaders), bytes: bodyOf(response, hop), close: async () => void response.destroy() }
  } catch (thrown) {
    socket.destroy()
    if (thrown instanceof Bug) throw thrown
    return { ...troubleBefore(thrown, shown(hop.url), hop.signal), sent: 'yes' }
  }
}

async function asking({ socket, forwarder }: Exclude<Connection, Trouble>, { url, method, headers, body, limits, stallMs }: Hop): Promise<ClientRequest> {
  const authorization = forwarder === null ? null : await forwarder.authorization()
  const all: OutgoingHttpHeaders = {
    ...headers,
    host: url.host,
    'user-agent': 'app-upgrade',
    'accept-encoding': 'identity',
    ...(body === null ? (method === 'GET' || method === 'HEAD' || method === 'DELETE' ? {} : { 'content-length': 0 }) : { 'content-length': body.sizeBytes }),
    ...(authorization === null ? {} : { 'proxy-authorization': authorization }),
  }
  const asked = request({ createConnection: () => socket, method, headers: all, path: forwarder === null ? url.pathname + url.search : url.origin + url.pathname + url.search, setHost: false, maxHeaderSize: limits.headerBytesMax, insecureHTTPParser: false })
  socket.setTimeout(stallMs, () => asked.destroy(stalled(stallMs)))
  return asked
}

/** The head of the answer. A server may speak before it has heard the whole body; the rest of that is then not sent. */
async function answerTo(asked: ClientRequest, hop: Hop): Promise<IncomingMessage> {
  const spoken = new AbortController()
  let prefaces = 0
  asked.on('information', () => {
    if (++prefaces > hop.limits.prefacesMax) asked.destroy(failure('PROTOCOL', `${shown(hop.url)} announces an answer ${prefaces} times and gives none`))
  })
  const answered = once(asked, 'response', { signal: AbortSignal.any([hop.signal, spoken.signal]) }) as Promise<[IncomingMessage]>
  // Nobody asked for another protocol. Unheard, Node ends such a request without an answer and without an error, and we would wait for ever.
  const switched = (once(asked, 'upgrade', { signal: spoken.signal }) as Promise<[IncomingMessage, Socket]>).then(([, socket]) => {
    socket.destroy()
    throw failure('PROTOCOL', `${shown(hop.url)} changes to another protocol, which nobody asked for`)
  })
  // Later, too: what goes wrong on the connection then is told by the body that is cut off.
  asked.on('error', () => {})
  let patience: NodeJS.Timeout | undefined
  const poured = pour(asked, hop.body, spoken.signal).then(() => {
    patience = setTimeout(() => asked.destroy(stalled(hop.stallMs)), hop.stallMs)
    return answered
  })
  try {
    const [response] = await Promise.race([answered, poured, switched])
    return response
  } finally {
    spoken.abort()
    await Promise.allSettled([poured, switched])
    // Last: a server that speaks while the body still ends has been answered to before the patience with it began.
    clearTimeout(patience)
  }
}

async function pour(asked: ClientRequest, body: HttpBody | null, signal: AbortSignal): Promise<void> {
  let sentBytes = 0
  for await (const chunk of body?.bytes() ?? []) {
    sentBytes += chunk.length
    if (sentBytes > (body?.sizeBytes ?? 0)) break
    if (!asked.write(chunk)) await once(asked, 'drain', { signal })
    // Whoever has answered does not want the rest.
    if (signal.aborted) return
  }
  // A body of another size than was promised would be finished, or continued, by the next thing that is said on this connection.
  invariant(sentBytes === (body?.sizeBytes ?? 0), `a body of ${sentBytes} bytes was announced with ${body?.sizeBytes ?? 0}`)
  asked.end()
}

async function* bodyOf(response: IncomingMessage, { url, signal, stallMs }: Hop): AsyncIterable<Uint8Array> {
  const { socket } = response
  const giveUp = (): void => void response.destroy(new Error('given up'))
  const stall = (): void => void response.destroy(stalled(stallMs))
  socket.removeAllListeners('timeout')
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    if (signal.aborted) giveUp()
    socket.setTimeout(stallMs, stall)
    for await (const chunk of response) {
      // While our reader is busy it is not the server that is slow.
      socket.setTimeout(0, stall)
      yield chunk
      socket.setTimeout(stallMs, stall)
    }
  } catch (thrown) {
    throw troubleWithin(thrown, shown(url), signal)
  } finally {
    signal.removeEventListener('abort', giveUp)
    response.destroy()
  }
}
