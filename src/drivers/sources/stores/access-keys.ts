import * as v from 'valibot'
import { isSeenOnTheWay } from '../address.ts'

const text = v.string('must be text in quotation marks')

/** The key `token`: who we are to a server that does not answer everybody. */
export const tokenKey = v.optional(v.pipe(
  text,
  v.regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/, "must be the name of a secret (a-z, 0-9, '_', '-' and '.'), not the secret itself"),
  v.description('name of the secret that holds an access token, for what is private and for a higher limit of requests; sent to the server that lists the releases and to nobody else'),
))

/** Whether the token would be sent so that everybody on the way could use it, whatever `http` says of what anybody may see. */
export function isTokenInTheClear(token: string | undefined, addresses: readonly (string | undefined)[]): boolean {
  return token !== undefined && addresses.some((address) => address !== undefined && isSeenOnTheWay(address))
}
export const tokenFault = 'would send the token in the clear; use https, or no token'

/** Other places that a list may name: whole origins, because a path there could be anybody's. */
export const downloadsKey = v.optional(v.pipe(
  v.array(v.pipe(text, v.check((origin) => isOrigin(origin), 'must be the beginning of an address and nothing more, like https://downloads.example.org'))),
  v.maxLength(16),
  v.description('other places at which files may lie, each like https://downloads.example.org; what is listed elsewhere is refused'),
), [])

function isOrigin(origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).origin === origin && /^https?:/.test(origin)
}
