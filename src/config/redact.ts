import type { KeyPath } from './mistake.ts'

const hidden = '***'
/** Keys whose values are, or are often mistaken for, secrets: a *secret* key pasted among the public ones ends up here. */
const secretKey = /pass|secret|token|credential|auth|cookie|bearer|private|keys?$/i

/**
 * A message about the value at `path`, with nothing in it that must not reach a terminal, a log or a bug report: values of keys
 * that look secret, user names and passwords in URLs, and query strings, which is where object stores keep their signatures
 * (failures.md E43, E44).
 */
export function redacted(message: string, path: KeyPath, value: unknown): string {
  const secret = path.some((part) => typeof part === 'string' && secretKey.test(part))
  const leaves = secret ? texts(value) : []
  const without = leaves.reduce((text, leaf) => text.replaceAll(leaf, hidden), message)
  return redactUrls(without)
}

export function redactUrls(text: string): string {
  return text
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, `$1${hidden}@`)
    .replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/[^\s?]*)\?\S*?(?=["']?(?:\s|$))/gi, `$1?${hidden}`)
}

/** Every string inside a value, longest first, so that a short one cannot tear a longer one apart. */
function texts(value: unknown): string[] {
  const found: string[] = []
  const walk = (inner: unknown): void => {
    if (typeof inner === 'string') found.push(inner)
    else if (typeof inner === 'object' && inner !== null) Object.values(inner).forEach(walk)
  }
  walk(value)
  return found.filter((text) => text.length >= 3).toSorted((left, right) => right.length - left.length)
}
