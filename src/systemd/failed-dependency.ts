import type { Bus } from './bus.ts'
import { dependenciesMax } from './limits.ts'
import { readProperties, readUnit } from './units.ts'

/**
 * Which unit it was that kept this one from starting, for people: `'b.service' (exit-code, status 1)`. The manager's job result says only that
 * there is one (failures.md g28). Null when none is found, or it cannot be asked. Never throws.
 */
export async function failedDependency(bus: Bus, unit: string): Promise<string | null> {
  try {
    const properties = await readProperties(bus, unit)
    const names = ['Requires', 'BindsTo', 'Requisite'].flatMap((property) => textsIn(properties[property])).slice(0, dependenciesMax)
    for (const name of names) {
      const { activeState, result, mainStatus } = await readUnit(bus, name)
      if (activeState === 'failed') return `'${name}' (${result}${mainStatus === 0 ? '' : `, status ${mainStatus}`})`
    }
    return null
  } catch {
    return null
  }
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}
