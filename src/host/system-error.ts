import { failure, isFailure, type FailureCode } from '../errors.ts'

const codes: Readonly<Record<string, FailureCode>> = {
  ENOSPC: 'CANT_CREATE', EDQUOT: 'CANT_CREATE', EROFS: 'CANT_CREATE',
  EACCES: 'PERMISSION', EPERM: 'PERMISSION',
}
const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'Make room on this file system and try again.',
  EDQUOT: 'Raise the quota on this file system and try again.',
  EROFS: 'Mount this file system writable and try again.',
}

/**
 * What libuv has no name for, and Node calls `Unknown system error -122` in `code` and in its words: a quota would be taken for a broken disk (failures.md F02).
 * The numbers of errno(3), which are the same on x86-64 and arm64.
 */
const nameless: Readonly<Record<number, { readonly name: string; readonly words: string }>> = {
  [-116]: { name: 'ESTALE', words: 'stale file handle' },
  [-117]: { name: 'EUCLEAN', words: 'structure needs cleaning' },
  [-122]: { name: 'EDQUOT', words: 'disk quota exceeded' },
}

/** The errno name of a system error (`ENOSPC`), or null. */
export function errnoOf(thrown: unknown): string | null {
  return namelessOf(thrown)?.name ?? (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null)
}

function namelessOf(thrown: unknown): { readonly name: string; readonly words: string } | null {
  return thrown instanceof Error && 'errno' in thrown && typeof thrown.errno === 'number' ? (nameless[thrown.errno] ?? null) : null
}

/** Runs one effect on one path; a system error leaves as a failure that names both. */
export async function onPath<T>(verb: string, path: string, effect: () => Promise<T>): Promise<T> {
  try {
    return await effect()
  } catch (thrown) {
    throw diskFailure(thrown, verb, path)
  }
}

/** The same, answering null when the path does not exist. */
export async function ifThere<T>(verb: string, path: string, effect: () => Promise<T>): Promise<T | null> {
  return onPath(verb, path, async () => {
    try {
      return await effect()
    } catch (thrown) {
      if (errnoOf(thrown) === 'ENOENT') return null
      throw thrown
    }
  })
}

function diskFailure(thrown: unknown, verb: string, path: string): Error {
  const errno = errnoOf(thrown)
  if (isFailure(thrown) || errno === null) return thrown instanceof Error ? thrown : new Error(String(thrown))
  const [next, cause] = [remedies[errno], readable(thrown)]
  return failure(codes[errno] ?? 'IO', `cannot ${verb} '${path}'`, next === undefined ? { cause } : { cause, next })
}

/** In the words that libuv uses for those that it knows. */
function readable(thrown: unknown): unknown {
  const known = namelessOf(thrown)
  if (known === null || !(thrown instanceof Error)) return thrown
  return Object.assign(new Error(thrown.message.replace(/^(Unknown system error -\d+): \1/, `${known.name}: ${known.words}`)), { code: known.name })
}
