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

/** The errno name of a system error (`ENOSPC`), or null. */
export function errnoOf(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null
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
  const next = remedies[errno]
  return failure(codes[errno] ?? 'IO', `cannot ${verb} '${path}'`, next === undefined ? { cause: thrown } : { cause: thrown, next })
}
