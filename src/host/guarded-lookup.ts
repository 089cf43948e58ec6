import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { failure } from '../errors.ts'
import { bareHost, mayBegin, mayLead, reachOf, type Reach } from './addresses.ts'

/** What the first hop turned out to be; later hops are judged by it. */
export interface Origin {
  readonly origin: string
  /** Where the first address may be: `link-local` is a cloud's instance metadata and nothing else. */
  readonly may: 'public' | 'link-local'
  reach: Reach | null
}

/**
 * Name resolution that judges every address *at the moment of connecting*, so that a name cannot resolve to a public address for
 * the check and to our own network for the connection.
 */
export function guardedLookup(url: URL, origin: Origin): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0]
      if (error !== null || first === undefined) return callback(error ?? new Error(`no address for ${hostname}`), '', 0)
      try {
        for (const { address } of addresses) judge(address, url, origin)
      } catch (refusal) {
        return callback(refusal as Error, '', 0)
      }
      return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family)
    })
  }
}

const farthestFirst = ['public', 'private', 'loopback', 'link-local', 'special'] as const satisfies readonly Reach[]

function farther(one: Reach, other: Reach): Reach {
  return farthestFirst.indexOf(one) <= farthestFirst.indexOf(other) ? one : other
}

/** A host that is an address needs no resolution, so it is judged here. */
export function judgeLiteral(url: URL, origin: Origin): void {
  const host = bareHost(url.hostname)
  if (reachOf(host) !== null) judge(host, url, origin)
}

function judge(address: string, url: URL, origin: Origin): void {
  const reach = reachOf(address) ?? 'special'
  if (url.origin === origin.origin) {
    if (!mayBegin(origin.may, reach)) throw failure('REFUSED', `${url.host} is a ${reach} address`, { next: 'Releases do not come from there; look at who answers for that name.' })
    // The operator named this place. Of all its addresses, also of a later look-up, the farthest counts, whichever is connected to: whoever answers for a
    // public name could add a private address to it, and then redirect us to our neighbours.
    origin.reach = origin.reach === null ? reach : farther(origin.reach, reach)
    return
  }
  if (mayLead(origin.reach ?? 'public', reach)) return
  throw failure('REFUSED', `the server redirects to ${url.host}, which is a ${reach} address`)
}
