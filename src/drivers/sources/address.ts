import * as v from 'valibot'
import { isLoopbackHost } from '../../formats/loopback-url.ts'
import { escapedPart } from '../../formats/stores/sigv4.ts'

/** The key `http` of every source that knows an address. */
export const plainHttp = v.optional(v.pipe(
  v.picklist(['refused', 'allowed'], "must be 'refused' or 'allowed'"),
  v.description('whether plain http:// is acceptable for this source; loopback addresses always are, a redirect from https to http never is'),
), 'refused')

/** An address that stands for a directory or a server. A query, where many keep a token, is not shown and not lost. */
export const baseAddress = v.pipe(
  v.string('must be text in quotation marks'),
  v.check((text) => addressFault(text) === null, (issue) => addressFault(issue.input) ?? ''),
)

/** No message repeats the address: a query may hold a token. */
function addressFault(text: string): string | null {
  if (/[{}]/.test(text)) return 'has a placeholder; this address is the same for every release'
  if (!URL.canParse(text)) return 'is not a URL; write it like https://releases.example.org/app'
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// (or http://)'
  if (url.username !== '' || url.password !== '') return 'holds credentials; they would end up in logs'
  return url.hash === '' ? null : 'has a fragment, which no server would see'
}

/** Whether everybody on the way there sees what is sent: it is plain http, and not to ourselves. What is no address is not asked. */
export function isSeenOnTheWay(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null
  return url !== null && url.protocol === 'http:' && !isLoopbackHost(url.hostname)
}

/** The address of what lies below another; one slash between them, whether the first ends in one or not. `escapedPath` is already escaped. */
export function addressBelow(base: string, escapedPath: string): string {
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${escapedPath}`
  return url.href
}

/** The address with this query; names and values are escaped as signatures want it. */
export function withQuery(base: string, query: Readonly<Record<string, string>>): string {
  return `${base}?${Object.entries(query).map(([name, value]) => `${escapedPart(name)}=${escapedPart(value)}`).join('&')}`
}
