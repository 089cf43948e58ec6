import type { Fragment } from './fragments.ts'
import { defaultKinds } from './limits.ts'
import type { KeyPath } from './mistake.ts'

export type Table = Readonly<Record<string, unknown>>

/** Everything the files say, merged, and for each key where it was said. */
export interface Inputs {
  readonly values: Table
  /** The last file that speaks of this key, or of the nearest table above it. */
  readonly place: (path: KeyPath) => Promise<Place>
  /** The last file that speaks of this very key; null when none does. */
  readonly speaker: (path: KeyPath) => string | null
}

/** `order` sorts places as a person reads: file by file, from the top. */
export interface Place { readonly file: string; readonly line: number | null; readonly order: number }

/**
 * Merges fragments in their order. Tables merge key by key; anything else (text, numbers, lists, `[[trust]]`) is replaced whole
 * by the later file, so that what holds is always readable in one place. These tables are replaced whole too: `layout.files`, which is a
 * list in spirit; a pin and a hold, because one person's reason is not another's; and a table whose `kind` changes, because one driver's
 * keys mean nothing to another.
 */
export function mergeFragments(fragments: readonly Fragment[]): Inputs {
  const values = fragments.reduce<Table>((below, fragment) => mergeTables(below, fragment.document.values, []), {})
  return { values, place: (path) => placeOf(fragments, path), speaker: (path) => fragments.findLast(({ document }) => has(document.values, path))?.path ?? null }
}

function mergeTables(below: Table, above: Table, path: readonly string[]): Table {
  if (replaces(below, above, path)) return above
  const merged = new Map(Object.entries(below))
  for (const [key, value] of Object.entries(above)) {
    const under = merged.get(key)
    merged.set(key, isTable(under) && isTable(value) ? mergeTables(under, value, [...path, key]) : value)
  }
  // fromEntries defines properties and never calls a setter: a key named `__proto__` stays a key.
  return Object.fromEntries(merged)
}

const replacedWhole: readonly string[] = ['layout.files', 'policy.pin', 'policy.hold']

function replaces(below: Table, above: Table, path: readonly string[]): boolean {
  const section = path.join('.')
  if (replacedWhole.includes(section)) return true
  return 'kind' in above && above['kind'] !== (below['kind'] ?? defaultKinds[section])
}

/** TOML dates are objects too, but no tables. */
export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

async function placeOf(fragments: readonly Fragment[], path: KeyPath): Promise<Place> {
  for (let length = path.length; length > 0; length--) {
    const head = path.slice(0, length)
    const order = fragments.findLastIndex((fragment) => has(fragment.document.values, head))
    const speaker = fragments[order]
    if (speaker === undefined) continue
    const locate = await speaker.document.locator()
    return { file: speaker.path, line: locate(head).line, order }
  }
  // Nobody says anything about it: the app's own file is where a person would write it.
  const order = fragments.findLastIndex((fragment) => fragment.role === 'main')
  return { file: fragments[order]?.path ?? 'the app file', line: null, order }
}

function has(values: unknown, path: KeyPath): boolean {
  let at: unknown = values
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return false
    at = (at as Readonly<Record<string | number, unknown>>)[part]
  }
  return true
}
