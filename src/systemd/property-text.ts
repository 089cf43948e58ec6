import type { Bus } from './bus.ts'
import { readProperties } from './units.ts'

/** One property of a unit as systemctl(1) shows it; null when the unit has none of that name, or it is a list or a structure. */
export async function propertyText(bus: Bus, unit: string, name: string): Promise<string | null> {
  return textOf((await readProperties(bus, unit))[name])
}

function textOf(value: unknown): string | null {
  switch (typeof value) {
    case 'string': return value
    case 'number': case 'bigint': return String(value)
    case 'boolean': return value ? 'yes' : 'no'
    default: return null
  }
}
