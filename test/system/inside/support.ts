import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { openBus, type Bus } from '../../../src/systemd/bus.ts'
import type { UnitState } from '../../../src/systemd/unit-state.ts'
import { watchUnit } from '../../../src/systemd/watch-unit.ts'

/** For tests that run inside a machine, next to its systemd. */
export const bus: Bus = openBus()

export function systemctl(...args: readonly string[]): string {
  return execFileSync('systemctl', args, { encoding: 'utf8' })
}

export function tool(file: string, ...args: readonly string[]): string {
  return execFileSync(file, args, { encoding: 'utf8' })
}

/** Writes `<name>.service`; the manager does not know yet. */
export function writeService(name: string, lines: readonly string[]): string {
  writeFileSync(`/run/systemd/system/${name}.service`, `[Service]\n${lines.join('\n')}\n`)
  return `${name}.service`
}

export function aService(name: string, ...lines: readonly string[]): string {
  const unit = writeService(name, lines)
  systemctl('daemon-reload')
  return unit
}

/** Never longer than this: a test that waits for what does not come must say so. */
export const patience = (seconds = 300): AbortSignal => AbortSignal.timeout(seconds * 1000)

/** Watches until the state holds; answers all states seen. */
export async function watchUntil(unit: string, holds: (state: UnitState) => boolean, signal = patience()): Promise<readonly UnitState[]> {
  const seen: UnitState[] = []
  for await (const sight of watchUnit(bus, unit, signal)) {
    if (sight.kind === 'blind') continue
    seen.push(sight.state)
    if (holds(sight.state)) return seen
  }
  throw new Error(`it never came: ${JSON.stringify(seen.map((state) => [state.activeState, state.subState, state.result, state.restarts]))}`)
}
