import { failure } from '../../errors.ts'
import type { Kept } from './kept.ts'

/** One file of a repository. `version`: part of its address; null: it lies under its bare name. */
export interface RoleFile { readonly role: string; readonly version: number | null; readonly sizeBytesMax: number }
/** Null when there is no such file. Whatever is answered is hearsay. */
export type Fetches = (file: RoleFile) => Promise<Uint8Array | null>
/** One GET, whose every status is told. DATA when the answer is larger than it may be. */
export type Asks = (url: string, sizeBytesMax: number) => Promise<{ readonly status: number; readonly bytes: Uint8Array }>

/** A repository on a server. `shown`: how its address may be told. */
export function repositoryAt(base: string, ask: Asks, shown: string): Fetches {
  return async ({ role, version, sizeBytesMax }) => {
    // A role's name is a word, never a path (python-tuf CVE-2021-41131, go-tuf CVE-2026-24686).
    const name = `${version === null ? '' : `${version}.`}${encodeURIComponent(role)}.json`
    const { status, bytes } = await ask(below(base, name), sizeBytesMax)
    if (status === 200) return bytes
    // Buckets that do not list say "forbidden" of what is not there; only of the next root is that an answer.
    if (status === 404 || status === 410 || (status === 403 && role === 'root')) return null
    throw failure('UNAVAILABLE', `${shown} answered with status ${status} when asked for ${name}`)
  }
}

/** A repository out of what was kept of it. */
export function repositoryOf(kept: Kept, pinnedVersion: number): Fetches {
  return async ({ role, version }) => {
    switch (role) {
      case 'root': return kept.roots[(version ?? 0) - pinnedVersion - 1] ?? null
      case 'timestamp': return kept.timestamp
      case 'snapshot': return kept.snapshot
      default: return kept.targets.get(role) ?? null
    }
  }
}

/**
 * The address of a target: each part escaped, so that an escaped separator in a name stays a part of that name. Null for a path that would lead elsewhere:
 * an empty part, or one of dots.
 */
export function targetAddress(base: string, path: string, hashPrefix: string | null): string | null {
  const parts = path.split('/')
  if (parts.some((part) => ['', '.', '..'].includes(part) || !part.isWellFormed())) return null
  const last = parts.pop() ?? ''
  return below(base, [...parts, hashPrefix === null ? last : `${hashPrefix}.${last}`].map(encodeURIComponent).join('/'))
}

function below(base: string, escaped: string): string {
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${escaped}`
  return url.href
}
