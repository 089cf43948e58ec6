import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import { bareHost, reachOf } from './addresses.ts'

export interface AddressRules { readonly plainHttp: 'refused' | 'allowed'; readonly charactersMax: number }

/** The first address of a request, as configured. REFUSED for what must never be asked; the message shows no secret. */
export function firstHop(text: string, rules: AddressRules): URL {
  if (text.length > rules.charactersMax || !URL.canParse(text)) throw failure('REFUSED', 'the address of the release is not a URL')
  const url = new URL(text)
  refuseStrange(url, 'the address')
  if (!mayBePlain(url, rules))
    throw failure('REFUSED', `${shown(url)} is plain http: whoever sits on the way sees and may withhold what is fetched`, { next: 'Use https, or allow plain http for this source in the settings.' })
  return url
}

/**
 * Where a redirect leads. We read Location ourselves, because a client that is generous here has cost others root
 * (failures.md CVE-2019-3462, F19 to F21): printable ASCII only, no credentials, never from https to http.
 */
export function nextHop(from: URL, location: string, rules: AddressRules): URL {
  if (location.length > rules.charactersMax) throw refused(from, `an address of ${location.length} characters`)
  if (!/^[\x21-\x7e]+$/.test(location)) throw refused(from, `${quoted(location, 80)}, which holds characters that no URL may hold`)
  if (!URL.canParse(location, from.href)) throw refused(from, `${quoted(location, 80)}, which is not a URL`)
  const to = new URL(location, from)
  to.hash = ''
  refuseStrange(to, `${shown(from)} redirects: the address`)
  if ((from.protocol === 'https:' && to.protocol === 'http:') || !mayBePlain(to, rules)) throw refused(from, `plain http at ${to.host}`)
  return to
}

/** The address as it may be shown: no query (an access token), no credentials. */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`
}

function refuseStrange(url: URL, what: string): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw failure('REFUSED', `${what} uses the scheme ${quoted(url.protocol, 20)}; only https and http are fetched`)
  if (url.username !== '' || url.password !== '') throw failure('REFUSED', `${what} at ${url.host} holds credentials`, { next: 'Credentials in addresses end up in logs; take them out.' })
}

/** Nobody sits between us and our own loopback: an address there needs no word from the operator. A name could be made to lie. */
function mayBePlain(url: URL, { plainHttp }: AddressRules): boolean {
  return url.protocol === 'https:' || plainHttp === 'allowed' || reachOf(bareHost(url.hostname)) === 'loopback'
}

function refused(from: URL, to: string): Error {
  return failure('REFUSED', `${shown(from)} redirects to ${to}`)
}
