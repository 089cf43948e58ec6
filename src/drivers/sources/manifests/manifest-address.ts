import { failure } from '../../../errors.ts'
import { quoted } from '../../../formats/printable.ts'
import { withoutSecrets } from '../../../release/siblings.ts'

export interface Listing { readonly url: string; readonly downloads: readonly string[] }

/**
 * Where a file of a manifest lies. Nobody signed the manifest, so it must not be able to send us anywhere: below its own directory, or at
 * another place of its own server, or at a server that the operator named (failures.md J23 to J27, J30). REFUSED for everything else.
 */
export function addressIn(said: string, { url: listing, downloads }: Listing): string {
  const base = new URL(listing)
  // Tabs and line feeds vanish in a URL, and a backslash turns into a slash: two readers would read two addresses.
  if (!/^[\x21-\x7e]+$/.test(said) || said.includes('\\')) throw refused(said, listing, 'it holds characters that no address may hold')
  return /^[a-z][a-z0-9+.-]*:/i.test(said) ? absolute(said, { listing, base, downloads }) : relative(said, listing, base)
}

function relative(said: string, listing: string, base: URL): string {
  const parts = said.split('/')
  if (parts.some((part) => part === '' || /^(?:\.|%2e){1,2}$/i.test(part))) throw refused(said, listing, 'a relative address stays below the manifest')
  if (/[?#]/.test(said)) throw refused(said, listing, 'a relative address has no query and no fragment')
  const resolved = new URL(said, new URL('.', base))
  // Of what is left nothing is known to lead away. Should something: then not here.
  if (resolved.origin !== base.origin || !resolved.pathname.startsWith(new URL('.', base).pathname)) throw refused(said, listing, 'it leads away from the manifest')
  return resolved.href
}

function absolute(said: string, { listing, base, downloads }: { readonly listing: string; readonly base: URL; readonly downloads: readonly string[] }): string {
  if (!URL.canParse(said)) throw refused(said, listing, 'it is not a URL')
  const url = new URL(said)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused(said, listing, 'only https (and http) is fetched')
  if (url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/]*@/.test(said)) throw refused(said, listing, 'it holds credentials')
  if (url.hash !== '') throw refused(said, listing, 'it has a fragment')
  // What the parser had to mend (`0x7f.1`, `EXAMPLE.org.`, an odd number of slashes) was written to be read in two ways.
  if (!said.toLowerCase().startsWith(`${url.origin}/`)) throw refused(said, listing, `its server is not written as it is read (${url.origin})`)
  if (url.origin === base.origin || downloads.includes(url.origin)) return url.href
  throw failure('REFUSED', `the manifest ${withoutSecrets(listing)} names a file at ${url.origin}, where it does not lie itself`, { next: `If that is right, add "${url.origin}" to source.downloads.` })
}

function refused(said: string, listing: string, why: string): Error {
  return failure('REFUSED', `the manifest ${withoutSecrets(listing)} names the address ${quoted(said.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//'), 120)}: ${why}`)
}
