import { isTable } from './inputs.ts'
import type { KeyPath, Mistake } from './mistake.ts'
import { suggestion } from './suggest.ts'

/**
 * Every key that the schema does not know, at every depth. The schema library stops at the first; and a driver whose table is not
 * strict must not make a typo silently harmless: `steddy = "60s"` would leave a daemon watched for ten seconds (failures.md E34).
 */
export function unknownKeys(schema: unknown, value: unknown, path: KeyPath): readonly Mistake[] {
  const inner = unwrapped(schema)
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownKeys(property(inner, 'item'), item, [...path, index]))
  const entries = property(inner, 'entries')
  if (!isTable(value) || !isTable(entries)) return []
  return Object.entries(value).flatMap(([key, item]) => (Object.hasOwn(entries, key)
    ? unknownKeys(entries[key], item, [...path, key])
    : [{ path: [...path, key], says: unknownSays(key, Object.keys(entries)) }]))
}

/** The keys that a schema knows; empty when it is not a table. */
export function knownKeys(schema: unknown): readonly string[] {
  const entries = property(unwrapped(schema), 'entries')
  return isTable(entries) ? Object.keys(entries) : []
}

export function unknownSays(key: string, known: readonly string[]): string {
  return offSwitch.test(key) ? 'unknown key; verification cannot be switched off in a file' : `unknown key${suggestion(key, known)}`
}

/** What people try when they want an unsigned release to pass. There is no such key in any section (failures.md E36). */
const offSwitch = /^(?:no|skip|disable|without|ignore)?[_-]?(?:verif\w*|signatures?|trust)$|^insecure|^unsafe|^allow[_-]?(?:unsigned|insecure|http)/i

/** Optional values wrap what they hold. */
function unwrapped(schema: unknown): unknown {
  let at = schema
  for (let depth = 0; depth < 8 && isTable(property(at, 'wrapped')); depth++) at = property(at, 'wrapped')
  return at
}

function property(value: unknown, name: string): unknown {
  return isTable(value) ? value[name] : undefined
}
