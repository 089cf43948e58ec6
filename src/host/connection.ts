import { once } from 'node:events'
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { env } from 'node:process'
import { bareHost } from './addresses.ts'
import { guardedLookup, judgeLiteral, type Origin } from './guarded-lookup.ts'
import { troubleBefore, type Trouble } from './http-trouble.ts'
import type { NetLimits } from './limits.ts'
import { proxyFor, type NetworkRules, type Proxy } from './proxy-route.ts'
import { openTunnel } from './proxy-tunnel.ts'
import { shown } from './redirects.ts'

/** What is needed to reach a server, whatever is asked there. */
export interface Way { readonly origin: Origin; readonly limits: NetLimits; readonly network: NetworkRules; readonly signal: AbortSignal }

/** A fresh connection for one request. `forwarder`: a proxy that must be told the whole address, because it speaks plain http for us. */
export type Connection = { readonly kind: 'connected'; readonly socket: Socket; readonly forwarder: Proxy | null } | Trouble

/** Judges the address *at the moment of connecting*, then connects. Whatever fails here, no byte of a request has left us. */
export async function connectionTo(url: URL, way: Way): Promise<Connection> {
  const sockets: Socket[] = []
  let where = shown(url)
  try {
    judgeLiteral(url, way.origin)
    const proxy = way.origin.may === 'link-local' ? null : proxyFor(url, way.network)
    if (proxy === null) return { kind: 'connected', socket: await reached(url, guardedLookup(url, way.origin), way), forwarder: null }
    where = `the proxy ${proxy.url.host}`
    const socket = await reached(proxy.url, undefined, way)
    sockets.push(socket)
    if (url.protocol === 'http:') return { kind: 'connected', socket, forwarder: proxy }
    const refused = await openTunnel(socket, { proxy, url, headerBytesMax: way.limits.headerBytesMax, signal: patience(way) })
    if (refused !== null) return dropped(refused, socket)
    where = shown(url)
    return { kind: 'connected', socket: await secured(url, socket, way), forwarder: null }
  } catch (thrown) {
    for (const socket of sockets) socket.destroy()
    return troubleBefore(thrown, where, way.signal)
  }
}

function dropped(trouble: Trouble, socket: Socket): Trouble {
  socket.destroy()
  return trouble
}

async function reached(url: URL, lookup: LookupFunction | undefined, way: Way): Promise<Socket> {
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  const socket = connectTcp({ host: bareHost(url.hostname), port, noDelay: true, ...(lookup === undefined ? {} : { lookup }) })
  await settled(socket, 'connect', way)
  return url.protocol === 'https:' ? secured(url, socket, way) : socket
}

async function secured(url: URL, socket: Socket, way: Way): Promise<Socket> {
  try {
    const { connect } = await import('node:tls')
    const host = bareHost(url.hostname)
    const safe = connect({ socket, host, ...(isIP(host) === 0 ? { servername: host } : {}), rejectUnauthorized: true, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'], ca: await authorities(way) })
    await settled(safe, 'secureConnect', way)
    return safe
  } catch (thrown) {
    socket.destroy()
    throw thrown
  }
}

/** The host's own certificate store where there is one; said aloud, so that no environment variable can switch it off or add to it (failures.md E45). */
async function authorities({ network }: Way): Promise<string[]> {
  const { getCACertificates } = await import('node:tls')
  // Node asks OpenSSL where the store is, and OpenSSL would ask the environment first.
  for (const name of ['SSL_CERT_FILE', 'SSL_CERT_DIR']) delete env[name]
  const system = getCACertificates('system')
  return [...(system.length > 0 ? system : getCACertificates('bundled')), ...(network.certificates === null ? [] : [await network.certificates()])]
}

async function settled(socket: Socket, event: 'connect' | 'secureConnect', way: Way): Promise<void> {
  const signal = patience(way)
  // Between its stages nobody else listens, and an error that nobody hears ends the process.
  socket.on('error', () => {})
  try {
    await once(socket, event, { signal })
  } catch (thrown) {
    socket.destroy()
    if (signal.aborted && !way.signal.aborted) throw new Error(`no connection within ${way.limits.connectMs / 1000} s`, { cause: thrown })
    throw thrown
  }
}

function patience({ signal, limits }: Way): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(limits.connectMs)])
}
