import type { UnitCommand } from '../formats/unit-commands.ts'
import type { Bus } from './bus.ts'
import type { Properties } from './unit-state.ts'
import { readProperties } from './units.ts'

/** What a unit is, as the manager has loaded it, whatever it does at the moment. */
export interface UnitDefinition {
  /** Of `ExecStart=`, specifiers filled in. */
  readonly commands: readonly UnitCommand[]
  /** `WorkingDirectory=`; null when it is not set. */
  readonly directory: string | null
  /** Its unit file; null when there is none. */
  readonly file: string | null
  readonly dropIns: readonly string[]
  /** `RefuseManualStart=`, `RefuseManualStop=`: only its own dependencies may do that. */
  readonly refuses: readonly ('start' | 'stop')[]
}

export async function readDefinition(bus: Bus, unit: string): Promise<UnitDefinition> {
  return definitionIn(await readProperties(bus, unit))
}

export function definitionIn(properties: Properties): UnitDefinition {
  return {
    commands: listIn(properties, 'ExecStart').flatMap(commandIn),
    directory: textIn(properties, 'WorkingDirectory')?.replace(/^[!-]+/, '') ?? null,
    file: textIn(properties, 'FragmentPath'),
    dropIns: listIn(properties, 'DropInPaths').map(String),
    refuses: [...(properties['RefuseManualStart'] === true ? ['start' as const] : []), ...(properties['RefuseManualStop'] === true ? ['stop' as const] : [])],
  }
}

/** `(sasbttttuii)`: program, arguments, and when it ran last (org.freedesktop.systemd1(5)). */
function commandIn(value: unknown): readonly UnitCommand[] {
  const [program, argv]: readonly unknown[] = Array.isArray(value) ? value : []
  return typeof program === 'string' && program !== '' ? [{ program, argv: Array.isArray(argv) ? argv.map(String) : [program] }] : []
}

function listIn(properties: Properties, name: string): readonly unknown[] {
  const value = properties[name]
  return Array.isArray(value) ? value : []
}

function textIn(properties: Properties, name: string): string | null {
  const value = properties[name]
  return typeof value === 'string' && value !== '' ? value : null
}
