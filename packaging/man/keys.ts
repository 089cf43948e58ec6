import * as v from 'valibot'

/** One key of a table, as its schema tells it. */
export interface Key {
  readonly name: string
  /** `text`, `whole number`, `list of text`, or the words that may stand there. */
  readonly type: string
  /** As it would be written in a file; null when the key must be there. */
  readonly default: string | null
  readonly presence: 'required' | 'optional'
  /** Null when the schema does not say. */
  readonly description: string | null
}

/** The keys of a table's schema, in its order; throws for a schema that is no table. */
export function keysOf(schema: v.GenericSchema): readonly Key[] {
  const table = schema as { readonly entries?: Readonly<Record<string, v.GenericSchema>> }
  if (table.entries === undefined) throw new Error(`a schema of type '${schema.type}' has no keys`)
  return Object.entries(table.entries).map(([name, entry]) => keyOf(name, entry))
}

function keyOf(name: string, entry: v.GenericSchema): Key {
  const inner = unwrapped(entry)
  const optional = entry.type === 'optional'
  const fallback = optional ? v.getDefault(entry as v.OptionalSchema<v.GenericSchema, unknown>) : undefined
  return {
    name,
    type: typeOf(inner),
    default: fallback === undefined ? null : asToml(fallback),
    presence: optional ? 'optional' : 'required',
    description: v.getDescription(entry as never) ?? v.getDescription(inner as never) ?? null,
  }
}

function unwrapped(schema: v.GenericSchema): v.GenericSchema {
  const { wrapped } = schema as { readonly wrapped?: v.GenericSchema }
  return wrapped === undefined ? schema : unwrapped(wrapped)
}

/** In words for people. A pipe has the type of its first schema. */
function typeOf(schema: v.GenericSchema): string {
  const { options, item, literal } = schema as { readonly options?: readonly unknown[]; readonly item?: v.GenericSchema; readonly literal?: unknown }
  switch (schema.type) {
    case 'string': return 'text'
    case 'number': return 'whole number'
    case 'boolean': return 'true or false'
    case 'literal': return asToml(literal)
    case 'picklist': return (options ?? []).map(asToml).join(' or ')
    case 'array': return `list of ${typeOf(item === undefined ? schema : unwrapped(item)).replace(/number$/, 'numbers')}`
    case 'union': return (options ?? []).map((option) => typeOf(unwrapped(option as v.GenericSchema))).join(' or ')
    case 'strict_object': case 'object': case 'record': return 'table'
    default: return schema.type
  }
}

function asToml(value: unknown): string {
  return JSON.stringify(value)
}
