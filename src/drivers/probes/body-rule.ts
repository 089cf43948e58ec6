import { valueAt } from '../../formats/value-at.ts'
import type { Sample } from './sampling.ts'

/** What a body must be. Undefined: not asked. */
export interface BodyRule {
  readonly contains: string | undefined
  readonly equals: string | undefined
  /** Dotted path → the value that must stand there: `build.version`, `checks.0.state`. */
  readonly json: Readonly<Record<string, string | number | boolean>> | undefined
}

/** What is wrong with a body, or null. Never quotes it: a daemon's answer may hold secrets. */
export function bodyTrouble(body: string, rule: BodyRule): string | null {
  if (rule.contains !== undefined && !body.includes(rule.contains)) return `its body does not contain '${rule.contains}'`
  if (rule.equals !== undefined && body.trim() !== rule.equals.trim()) return `its body is not '${rule.equals}'`
  return rule.json === undefined ? null : jsonTrouble(body, rule.json)
}

function jsonTrouble(body: string, wanted: NonNullable<BodyRule['json']>): string | null {
  const value = parse(body)
  if (value.kind === 'none') return 'its body is not JSON'
  for (const [path, expected] of Object.entries(wanted)) {
    const found = valueAt(value.value, path)
    // Exactly: "true" is not true, and 1 is not "1".
    if (found !== expected) return `its body says ${shown(found)} at '${path}', not ${JSON.stringify(expected)}`
  }
  return null
}

function parse(body: string): { readonly kind: 'some'; readonly value: unknown } | { readonly kind: 'none' } {
  try {
    return { kind: 'some', value: JSON.parse(body) }
  } catch {
    return { kind: 'none' }
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  return typeof value === 'object' ? 'something else' : JSON.stringify(value).slice(0, 60)
}

export function asSample(trouble: string | null, answer: string): Sample {
  return trouble === null ? { outcome: 'well', detail: answer } : { outcome: 'ill', detail: `${answer}, but ${trouble}` }
}
