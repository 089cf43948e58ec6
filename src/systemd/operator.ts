import type { Command, RunsCommands } from '../host/types.ts'
import type { Bus } from './bus.ts'
import { runUnitJob } from './jobs.ts'
import { lateWordsMs, journalTailMs, operatorLinesMax, operatorMemoryBytesMax, operatorStopMs, operatorTasksMax } from './limits.ts'
import { programOf, type Property } from './sandbox.ts'
import { heard, read, unitsOfSystem, type UnitsOf } from './system-journal.ts'
import { transientCommands } from './transient.ts'
import { unitsAtWork } from './units-at-work.ts'

/** Commands that are meant to change something, one at a time. */
export interface OperatorCommands extends RunsCommands {
  /** Ends those that nobody waits for any more. */
  end(): Promise<void>
}

/**
 * Runs an operator's commands as transient units `<prefix>.<random>.service`: as the account that they name, with limits, and shut in by nothing else. A process
 * of ours that dies leaves its command running, and two that restore the same data at once would leave neither: it is ended before the next begins.
 */
export function operatorCommands(bus: Bus, prefix: string, units = unitsOfSystem): OperatorCommands {
  const commands = transientCommands(bus, { prefix: `${prefix}.`, directory: '', reach: 'loopback', sandbox: propertiesOf, said: (unit, bytesMax) => said(unit, bytesMax, units) })
  const end = (): Promise<void> => endAll(bus, `${prefix}.*.service`)
  return {
    end,
    async run(command, signal) {
      await end()
      return commands.run(command, signal)
    },
  }
}

async function endAll(bus: Bus, pattern: string): Promise<void> {
  for (const unit of await unitsAtWork(bus, [pattern])) await runUnitJob(bus, 'StopUnit', unit, AbortSignal.timeout(2 * operatorStopMs))
}

/**
 * No dependencies but the one on shutdown: at boot we run before basic.target, which an ordinary service waits for, and basic.target waits for us. What it
 * prints goes to the system journal, which has limits of its own: one on the size of files would be one on the data, too.
 */
function propertiesOf(command: Command): readonly Property[] {
  return [
    ...programOf('data', command.argv),
    ...(command.user === null ? [] : [['User', ['s', command.user]]] as const),
    ['DefaultDependencies', ['b', false]],
    ['Conflicts', ['as', ['shutdown.target']]],
    ['Before', ['as', ['shutdown.target']]],
    ['StandardOutput', ['s', 'journal']],
    ['StandardError', ['s', 'journal']],
    ['TimeoutStartUSec', ['t', BigInt(command.timeoutSeconds) * 1_000_000n]],
    ['TimeoutStopUSec', ['t', BigInt(operatorStopMs) * 1000n]],
    ['KillMode', ['s', 'control-group']],
    ['MemoryMax', ['t', BigInt(operatorMemoryBytesMax)]],
    ['TasksMax', ['t', BigInt(operatorTasksMax)]],
    ['LimitCORE', ['t', 0n]],
  ]
}

/** Its last lines. The name is this run's alone, so no invocation needs to be known; journald may read them a moment after it has ended. */
async function said(unit: string, bytesMax: number, units: UnitsOf): Promise<string> {
  const question = { units, matches: [`${units.unit}=${unit}`, '_TRANSPORT=stdout'] }
  const whole = { ...question, args: ['--lines', String(operatorLinesMax)] }
  const first = await heard({ ...whole, signal: AbortSignal.timeout(journalTailMs) })
  if (first.length === 0) for await (const _ of read({ ...question, args: ['--follow', '--no-tail'], signal: AbortSignal.timeout(lateWordsMs) })) break
  const lines = first.length > 0 ? first : await heard({ ...whole, signal: AbortSignal.timeout(journalTailMs) })
  return lines.map(({ text }) => text).join('\n').slice(-bytesMax)
}
