import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import type { Certificate } from './certificates.ts'

export interface ProxyWanted {
  /** `user:password` that it insists on. */
  readonly credentials?: string
  /** Encrypts the way to the proxy itself. */
  readonly certificate?: Certificate
  /** Where every name leads, whatever it is: `127.0.0.1`. */
  readonly everywhere?: string
  /** Answers every CONNECT like this, and hangs up. */
  readonly refuses?: string
}
/** What it was asked: `CONNECT host:port` or `GET http://host/path`, and with which credentials. */
export interface TestProxy { readonly url: URL; readonly asked: readonly string[]; readonly credentials: readonly (string | undefined)[] }

/** A small proxy on loopback that does what RFC 9110 9.3.6 says, and no more. */
export async function aProxy(t: TestContext, wanted: ProxyWanted = {}): Promise<TestProxy> {
  const asked: string[] = []
  const credentials: (string | undefined)[] = []
  const sockets = new Set<Socket>()
  const mayPass = (asking: IncomingMessage): boolean => {
    asked.push(`${asking.method} ${asking.url}`)
    credentials.push(asking.headers['proxy-authorization'])
    return wanted.credentials === undefined || asking.headers['proxy-authorization'] === `Basic ${Buffer.from(wanted.credentials).toString('base64')}`
  }
  const forward = (asking: IncomingMessage, response: ServerResponse): void => {
    if (!mayPass(asking)) return void response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end()
    const { 'proxy-authorization': _, ...headers } = asking.headers
    request(new URL(asking.url ?? ''), { headers, ...(wanted.everywhere === undefined ? {} : { hostname: wanted.everywhere }) }, (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers))).on('error', () => response.writeHead(502).end()).end()
  }
  const server = wanted.certificate === undefined ? createServer(forward) : createTlsServer(wanted.certificate, forward)
  server.on('connect', (asking: IncomingMessage, socket: Socket) => {
    socket.on('error', () => undefined)
    if (!mayPass(asking)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n')
    if (wanted.refuses !== undefined) return void socket.end(`${wanted.refuses}\r\n\r\n`)
    const { hostname, port } = new URL(`http://${asking.url}`)
    const onward = connect(Number(port), wanted.everywhere ?? hostname.replace(/^\[(.*)\]$/, '$1'), () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
    sockets.add(onward)
  })
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => { sockets.forEach((socket) => socket.destroy()); server.close() })
  return { url: new URL(`${wanted.certificate === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`), asked, credentials }
}
