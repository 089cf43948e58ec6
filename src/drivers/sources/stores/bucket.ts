import { failure, type Failure } from '../../../errors.ts'
import type { ApiAnswer, HttpAnswer } from '../../../host/types.ts'
import type { Opened, Resume } from '../../../upgrade/ports.ts'
import { listNamesMax, listPagesMax } from '../limits.ts'
import type { Listed, Place } from '../place.ts'

/** What an object store does, in its own words. Keys are whole: `releases/1.2.3/app.tar.gz`. */
export interface Bucket {
  /** One page of what lies directly under this prefix, up to the next slash. `next`: where the next page begins; null: this was the last. */
  page(prefix: string, next: string | null, signal: AbortSignal): Promise<Page>
  /** Null when there is no such object. Failures name what the store said. */
  look(key: string, signal: AbortSignal): Promise<Looked | null>
  /** `resume` null: from the start. */
  get(key: string, resume: { readonly fromByte: number; readonly validator: string } | null, signal: AbortSignal): Promise<HttpAnswer | null>
  shown(key: string): string
}
export type Page =
  | { readonly kind: 'page'; readonly keys: readonly string[]; readonly prefixes: readonly string[]; readonly next: string | null }
  /** We may not list, which says nothing about reading. */
  | { readonly kind: 'unlisted'; readonly because: Failure }
export interface Looked { readonly sizeBytes: number | null; readonly validator: string | null }

/** A bucket, from this prefix on, as a place with directories. `prefix` is '' or ends in a slash. */
export function bucketPlace(bucket: Bucket, prefix: string): Place {
  return {
    list: (directory, beginning, signal) => listAll(bucket, { directory: prefix + directory, beginning }, signal),
    open: (path, resume, signal) => openObject(bucket, prefix + path, resume, signal),
    shown: (path) => bucket.shown(prefix + path),
  }
}

async function listAll(bucket: Bucket, { directory, beginning }: { readonly directory: string; readonly beginning: string }, signal: AbortSignal): Promise<Listed> {
  const found = { files: [] as string[], directories: [] as string[] }
  let next: string | null = null
  for (let pages = 0; pages < listPagesMax; pages++) {
    const page: Page = await bucket.page(directory + beginning, next, signal)
    if (page.kind === 'unlisted') return page
    if (found.files.length + found.directories.length + page.keys.length + page.prefixes.length > listNamesMax) throw tooMany(`${bucket.shown(directory)} holds more than ${listNamesMax} names`)
    // One by one: as arguments of one call that many names would not fit on the stack.
    for (const name of below(page.keys, directory)) found.files.push(name)
    for (const name of below(page.prefixes, directory)) found.directories.push(name.replace(/\/$/, ''))
    // A store that leads in a circle ends at the limit.
    if (page.next === null) return { kind: 'names', ...found }
    next = page.next
  }
  throw tooMany(`${bucket.shown(directory)} holds more than ${listPagesMax} pages of names`)
}

function tooMany(what: string): Failure {
  return failure('DATA', what, { next: 'Keep releases under a prefix of their own, and say it in source.prefix.' })
}

/** A store that answers with something else than was asked for must not be able to name what lies elsewhere. */
function below(keys: readonly string[], directory: string): readonly string[] {
  return keys.filter((key) => key.startsWith(directory) && key !== directory).map((key) => key.slice(directory.length)).filter((name) => !/\/./.test(name))
}

/**
 * Looks before it reads: only the small answer says *why* an object cannot be had, and a signature that covers the range must not be
 * sent for a range that the object no longer has (failures.md F16).
 */
async function openObject(bucket: Bucket, key: string, resume: Resume, signal: AbortSignal): Promise<Opened | null> {
  const looked = await bucket.look(key, signal)
  if (looked === null) return null
  const { fromByte, validator } = resume
  const isSame = validator !== null && validator === looked.validator && fromByte > 0 && fromByte < (looked.sizeBytes ?? Number.POSITIVE_INFINITY)
  const answer = await bucket.get(key, isSame ? { fromByte, validator } : null, signal)
  return answer === null ? null : { ...answer, close: () => answer.close() }
}


/** What a HEAD tells of an object. A weak validator promises equal meaning, not equal bytes. */
export function lookedAt({ headers }: ApiAnswer): Looked {
  const { etag = '', 'content-length': length = '' } = headers
  return { validator: /^"[\x21\x23-\x7e]{1,256}"$/.test(etag) ? etag : null, sizeBytes: /^\d{1,15}$/.test(length) ? Number(length) : null }
}

/** A refusal to list leaves what is known by name; any other failure is one. */
export function unlistedOr(because: Failure): Page {
  if (because.code === 'PERMISSION') return { kind: 'unlisted', because }
  throw because
}
