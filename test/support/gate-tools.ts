import type { GateTools } from '../../src/drivers/gates/driver.ts'
import type { Command, CommandResult } from '../../src/host/types.ts'

export interface TriedGates { readonly tools: GateTools; readonly commands: Command[]; readonly read: string[] }
export interface GateMachinery {
  /** One after the other, the last for ever. */
  readonly answers?: readonly CommandResult[]
  /** Of the unit, by name, at each look; the last for ever. What is not there is null; `LoadState` is loaded unless it is said. */
  readonly looks?: readonly Readonly<Record<string, string>>[]
}

/** Tools that answer what they are told, and remember what they were asked. */
export function gateTools({ answers = [], looks = [] }: GateMachinery = {}): TriedGates {
  const commands: Command[] = []
  const read: string[] = []
  let looked = 0
  const tools: GateTools = {
    commands: { run: async (command) => answers[Math.min(commands.push(command), answers.length) - 1] ?? { status: 0, output: '', trouble: null } },
    property: async (unit, name) => {
      read.push(`${unit} ${name}`)
      const look = looks[Math.min(looked, looks.length - 1)] ?? {}
      if (name === 'LoadState') return look[name] ?? 'loaded'
      looked++
      return look[name] ?? null
    },
  }
  return { tools, commands, read }
}
