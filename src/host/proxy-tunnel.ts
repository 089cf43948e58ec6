import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { failure } from '../errors.ts'
import type { Trouble } from './http-trouble.ts'
import type { Proxy } from './proxy-route.ts'

export interface Tunnel { readonly proxy: Proxy; readonly url: URL; readonly headerBytesMax: number; readonly signal: AbortSignal }

/** Makes the proxy hand this connection through to the host of `url` (RFC 9110 9.3.6). Null when it did; its word against it otherwise. */
export async function openTunnel(socket: Socket, { proxy, url, headerBytesMax, signal }: Tunnel): Promise<Trouble | null> {
  const target = `${url.hostname}:${url.port === '' ? 443 : url.port}`
  const authorization = await proxy.authorization()
  const headers = { host: target, 'user-agent': 'app-upgrade', ...(authorization === null ? {} : { 'proxy-authorization': authorization }) }
  const asking = request({ createConnection: () => socket, method: 'CONNECT', path: target, headers, setHost: false, maxHeaderSize: headerBytesMax, insecureHTTPParser: false })
  // Given up or not: what still comes of it must not become an error that nobody hears.
  asking.on('error', () => {}).end()
  const [response, , head] = await once(asking, 'connect', { signal }) as [IncomingMessage, Socket, Buffer]
  const status = response.statusCode ?? 0
  // Some proxies (tinyproxy) say 401 to credentials that are wrong.
  if (status === 407 || status === 401) return wantsCredentials(proxy, status)
  if (status < 200 || status > 299) return { kind: 'trouble', again: status >= 502 && status <= 504 ? 'yes' : 'no', because: failure('UNAVAILABLE', `the proxy ${proxy.url.host} does not connect to ${url.host}: it answers HTTP ${status}`, { next: 'Ask whoever runs the proxy, or name the host in network.no_proxy.' }) }
  // What a proxy says before the server was heard would be read as the server's.
  if (head.length > 0) throw failure('PROTOCOL', `the proxy ${proxy.url.host} speaks before the server does`)
  return null
}

/** 407: to a CONNECT, or to a plain request that the proxy was to hand on. */
export function wantsCredentials(proxy: Proxy, status: 401 | 407): Trouble {
  return { kind: 'trouble', again: 'no', because: failure('UNAVAILABLE', `the proxy ${proxy.url.host} asks for credentials, or does not accept ours (HTTP ${status})`, { next: "Name a secret that holds 'user:password' in network.proxy_secret." }) }
}
