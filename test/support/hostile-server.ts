import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** A server on loopback for one test, and what it was asked. */
export interface TestServer { readonly origin: string; readonly port: number; readonly asked: readonly string[]; readonly requests: readonly IncomingMessage[] }

/** Speaks HTTP through Node, so only what the handler does is hostile. */
export async function aServer(t: TestContext, handle: RequestListener): Promise<TestServer> {
  const requests: IncomingMessage[] = []
  const asked: string[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    asked.push(request.url ?? '')
    handle(request, response)
  })
  t.after(() => server.closeAllConnections())
  const port = await listening(t, server)
  return { origin: `http://127.0.0.1:${port}`, port, requests, asked }
}

/** Speaks whatever bytes it likes, once it has heard the whole request. */
export async function aRawServer(t: TestContext, answer: (socket: Socket, request: string) => void): Promise<TestServer> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    let heard = ''
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
      if (!heard.includes('\r\n\r\n')) return
      asked.push(heard.split(' ')[1] ?? '')
      const request = heard
      heard = ''
      answer(socket, request)
    })
  })
  t.after(() => sockets.forEach((socket) => socket.destroy()))
  const port = await listening(t, server)
  return { origin: `http://127.0.0.1:${port}`, port, asked, requests: [] }
}

/** Always the same bytes, whatever was asked. */
export function saying(bytes: string | Buffer, then: 'close' | 'stay' = 'close'): (socket: Socket) => void {
  return (socket) => void (then === 'close' ? socket.end(bytes) : socket.write(bytes))
}

/** Files with ranges and strong validators, as an honest server has them. `cut`: the first answers end after so many bytes. */
export function serving(files: ReadonlyMap<string, Buffer>, options: { readonly cutAfter?: readonly number[]; readonly etag?: () => string | null } = {}): RequestListener {
  const cuts = [...(options.cutAfter ?? [])]
  return (request, response) => {
    const body = files.get(decodeURIComponent((request.url ?? '').split('?')[0]?.split('/').at(-1) ?? ''))
    if (body === undefined) return void response.writeHead(404).end('no such file')
    const etag = options.etag === undefined ? '"v1"' : options.etag()
    const from = rangeOf(request, etag)
    const headers = { ...(etag === null ? {} : { etag }), 'content-length': body.length - from, ...(from > 0 ? { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` } : {}) }
    response.writeHead(from > 0 ? 206 : 200, headers)
    send(response, body.subarray(from), body.length > 4096 ? cuts.shift() : undefined)
  }
}

function rangeOf(request: IncomingMessage, etag: string | null): number {
  const found = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
  return found !== null && request.headers['if-range'] === etag ? Number(found[1]) : 0
}

function send(response: ServerResponse, body: Buffer, cutAfter: number | undefined): void {
  if (cutAfter === undefined || cutAfter >= body.length) return void response.end(body)
  // FIN, not RST: what was sent arrives, and then it is over.
  response.write(body.subarray(0, cutAfter), () => response.socket?.end())
}

async function listening(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}
