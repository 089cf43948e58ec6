/** What we write into TOML files ourselves. */
export type TomlValue = string | number | boolean | Date | readonly TomlValue[] | { readonly [key: string]: TomlValue }

/** On one line: `{ version = "1.2.3", at = 2026-11-21T10:00:00Z }`. */
export function tomlValue(value: TomlValue): string {
  if (typeof value === 'string') return basicString(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z')
  if (isList(value)) return `[${value.map(tomlValue).join(', ')}]`
  const pairs = Object.entries(value).map(([key, inner]) => `${tomlKey(key)} = ${tomlValue(inner)}`)
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`
}

export function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : basicString(key)
}

const isList = (value: TomlValue): value is readonly TomlValue[] => Array.isArray(value)

/** JSON's escapes are TOML's too, but for DEL, which TOML does not allow to stand as it is. */
function basicString(text: string): string {
  return JSON.stringify(text).replaceAll('\x7f', '\\u007f')
}
