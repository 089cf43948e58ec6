import { BlockList, isIP } from 'node:net'
import { bareHost, reachOf } from './addresses.ts'

/** How this host's administrator wants strangers to be reached. Nothing of it comes from the environment (failures.md E45). */
export interface NetworkRules {
  readonly proxy: Proxy | null
  /** Reached directly: `example.org` (and everything below it), `10.0.0.0/8`, `2001:db8::1`; as `noProxyFault` lets them through. */
  readonly noProxy: readonly string[]
  /** More certificate authorities besides the host's own, PEM; null: none. */
  readonly certificates: (() => Promise<string>) | null
}
export interface Proxy {
  readonly url: URL
  /** Value of the Proxy-Authorization header, or null. Asked for each connection, so that nobody holds it for long. */
  authorization(): Promise<string | null>
}
export const directly: NetworkRules = { proxy: null, noProxy: [], certificates: null }

/** The proxy for this address; null: none. Our own machine is never reached through another one. */
export function proxyFor(url: URL, { proxy, noProxy }: Pick<NetworkRules, 'proxy' | 'noProxy'>): Proxy | null {
  const host = bareHost(url.hostname)
  if (proxy === null || isOurs(host) || noProxy.some((entry) => covers(entry, host))) return null
  return proxy
}

function isOurs(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || reachOf(host) === 'loopback'
}

function covers(entry: string, host: string): boolean {
  const [network = '', prefix] = entry.split('/')
  const family = isIP(network)
  if (family === 0) return isBelow(entry.toLowerCase().replace(/^\./, ''), host.toLowerCase().replace(/\.$/, ''))
  if (isIP(host) === 0) return false
  const list = new BlockList()
  list.addSubnet(network, prefix === undefined ? bitsOf(family) : Number(prefix), family === 4 ? 'ipv4' : 'ipv6')
  return list.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6')
}

/** By whole labels: `example.org` covers `a.example.org`, never `badexample.org`. */
function isBelow(domain: string, host: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

function bitsOf(family: number): number {
  return family === 4 ? 32 : 128
}
