import { failure } from '../errors.ts'
import type { Way } from './connection.ts'
import type { Origin } from './guarded-lookup.ts'
import { exchange, type Exchanged, type Response } from './http-exchange.ts'
import { single } from './http-headers.ts'
import { firstHop, nextHop, shown } from './redirects.ts'
import type { ApiRequest } from './types.ts'

/** A request and the way it may take, before it is known which hops there will be. */
export interface Asked extends Pick<ApiRequest, 'method' | 'url' | 'plainHttp' | 'body' | 'stallMs' | 'reach'> {
  /** Sent to whoever answers in the end. */
  readonly headers: Readonly<Record<string, string>>
  /** Sent to the origin of `url`, as long as nobody led us away from it: a redirect to a storage host must not carry a token along (failures.md 1.7). */
  readonly ownHeaders: Readonly<Record<string, string>>
}
export type Means = Omit<Way, 'origin'>

export const movedStatuses: readonly number[] = [301, 302, 303, 307, 308]

/**
 * Follows redirects by our rules, one connection a hop: of GET and HEAD alone, and never of whom only this machine can reach. One that does not say
 * where to is an answer like any other: Amazon's 301 tells in its body that the bucket is in another region.
 */
export async function following(asked: Asked, means: Means): Promise<Exchanged> {
  const rules = { plainHttp: asked.plainHttp, charactersMax: means.limits.urlCharactersMax }
  let url = firstHop(asked.url, rules)
  const origin: Origin = { origin: url.origin, may: asked.reach, reach: null }
  let headers = { ...asked.headers, ...asked.ownHeaders }
  for (let redirects = 0; redirects <= means.limits.redirectsMax; redirects++) {
    const exchanged = await exchange({ ...means, ...asked, url, origin, headers })
    if (exchanged.kind === 'trouble' || !isToBeFollowed(exchanged, asked)) return exchanged
    await exchanged.close()
    url = nextHop(url, single(exchanged.headers, 'location') ?? '', rules)
    if (url.origin !== origin.origin) headers = { ...asked.headers }
  }
  throw failure('REFUSED', `${shown(new URL(asked.url))} redirects more than ${means.limits.redirectsMax} times`)
}

function isToBeFollowed({ status, headers }: Response, { method, reach }: Asked): boolean {
  return movedStatuses.includes(status) && headers['location'] !== undefined && (method === 'GET' || method === 'HEAD') && reach === 'public'
}
