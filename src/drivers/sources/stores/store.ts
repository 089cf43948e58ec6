import * as v from 'valibot'
import type { Source } from '../../../upgrade/ports.ts'
import { baseAddress, isSeenOnTheWay, plainHttp } from '../address.ts'
import { artifactTemplate } from '../artifact-template.ts'
import { type Bucket, bucketPlace } from './bucket.ts'
import type { SourceTools } from '../driver.ts'
import { namedReleases } from '../named-releases.ts'
import type { Place } from '../place.ts'
import { releaseTree } from '../release-tree.ts'

/** The keys that all object stores share: where in the store releases lie, and how they are told apart. */
export const storeKeys = {
  prefix: v.optional(v.pipe(
    v.string('must be text in quotation marks'),
    v.check((text) => prefixFault(text) === null, (issue) => prefixFault(issue.input) ?? ''),
    v.description('what the keys of all releases begin with, up to a slash: "releases/acme"'),
  ), ''),
  layout: v.optional(v.pipe(
    v.picklist(['flat', 'versions', 'tree'], "must be 'flat', 'versions' or 'tree'"),
    v.description('flat: all archives side by side; versions: each release under its version (v1.2.3/ or 1.2.3/); tree: <version>/<os>/<arch>/release.json, as go-updater reads it'),
  ), 'flat'),
  artifact: v.optional(v.pipe(artifactTemplate, v.description('name of the release archive, with {tag} (v1.2.3 or 1.2.3), {version} (1.2.3), {arch} and {os}; not for tree, where release.json names it'))),
  credentials: v.optional(v.pipe(
    v.string('must be text in quotation marks'),
    v.regex(/^(?:anonymous|instance|secret:[a-z0-9][a-z0-9_.-]{0,62})$/, 'must be "anonymous", "instance" (the cloud\'s metadata service) or "secret:" and the name of a secret'),
    v.description('who we are to the store: "anonymous", "instance" (whom the cloud\'s metadata service says we are), or "secret:NAME"'),
  ), 'anonymous'),
  endpoint: v.optional(v.pipe(baseAddress, v.check((text) => !text.includes('?'), 'must have no query'), v.description('address of a server of one\'s own, without the bucket'))),
  http: plainHttp,
}

interface StoreSettings { readonly prefix: string; readonly layout: 'flat' | 'versions' | 'tree'; readonly artifact?: string | undefined }

/** Whether the settings say how releases are told apart, once and not twice. */
export function saysNames({ layout, artifact }: StoreSettings): boolean {
  return (layout === 'tree') === (artifact === undefined)
}
export const namesFault = "must have 'artifact', or layout = \"tree\" and no 'artifact'"

/** Whether what proves who we are would be sent so that everybody on the way could use it. Signatures of S3 are of one request; tokens are of all. */
export function isInTheClear({ endpoint = 'https:', credentials }: { readonly endpoint?: string | undefined; readonly credentials: string }): boolean {
  return credentials !== 'anonymous' && isSeenOnTheWay(endpoint)
}
export const clearFault = 'would send a token in the clear; use https, or credentials = "anonymous"'

/** Releases in a bucket, wherever it is. */
export function storeSource(bucket: Bucket, { prefix, layout, artifact = '' }: StoreSettings, tools: SourceTools): Source {
  const place = storePlace(bucket, prefix)
  return layout === 'tree' ? releaseTree(place, tools) : namedReleases(place, { layout, template: artifact }, tools)
}

/** The part of a bucket that is below this prefix. */
export function storePlace(bucket: Bucket, prefix: string): Place {
  return bucketPlace(bucket, prefix === '' ? '' : `${prefix.replace(/\/$/, '')}/`)
}

/** `anonymous` and `instance` are nobody's names: what is not one of them names a secret. */
export type Identity = { readonly kind: 'anonymous' } | { readonly kind: 'instance' } | { readonly kind: 'secret'; readonly name: string }
export function identityOf(credentials: string): Identity {
  if (credentials === 'instance') return { kind: 'instance' }
  return credentials.startsWith('secret:') ? { kind: 'secret', name: credentials.slice('secret:'.length) } : { kind: 'anonymous' }
}

function prefixFault(text: string): string | null {
  if (text === '') return null
  if (text.startsWith('/')) return 'must not begin with a slash: keys do not'
  if (text.length > 512) return 'is longer than 512 characters'
  // A client on the way makes another path of these.
  return text.replace(/\/$/, '').split('/').some((part) => part === '' || part === '.' || part === '..') ? "must not have '.', '..' or nothing between slashes" : null
}
