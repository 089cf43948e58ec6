import { randomUUID } from 'node:crypto'
import { isAbsolute } from 'node:path'
import { failure, invariant, isFailure } from '../errors.ts'
import type { Command, CommandResult, RunsCommands } from '../host/types.ts'
import type { Bus } from './bus.ts'
import type { Event } from './connection.ts'
import { runJob, type JobEnd } from './jobs.ts'
import { commandGraceMs } from './limits.ts'
import { managerInterface, managerPath, propertiesInterface, serviceInterface } from './names.ts'
import { openOutput, type OutputFile } from './output-file.ts'
import { sandboxOf, type Reach, type Sandbox } from './sandbox.ts'
import { propertiesIn, type Properties } from './unit-state.ts'

export interface TransientSettings {
  /** Of the units' names: `<prefix>-<random>.service`. */
  readonly prefix: string
  /** For the output files: made if missing, open to root only. On a tmpfs: what is written there is bounded, and short-lived. */
  readonly directory: string
  readonly reach: Reach
  /** What the manager may do to shut a command in; the system's when it is left out. */
  readonly sandbox?: Sandbox
  /** What it said lies in the system journal, not in a file, and is asked for when it failed: up to so many bytes. */
  readonly said?: (unit: string, bytesMax: number) => Promise<string>
}

/** Runs each command in a transient unit of its own: its own user, nothing to write to, no privileges, limits on everything. */
export function transientCommands(bus: Bus, settings: TransientSettings): RunsCommands {
  return { run: (command, signal) => run(bus, { command, settings, signal }) }
}

interface Run { readonly command: Command; readonly settings: TransientSettings; readonly signal: AbortSignal }

async function run(bus: Bus, { command, settings, signal }: Run): Promise<CommandResult> {
  const [program] = command.argv
  if (!isAbsolute(program)) throw failure('CONFIG', `the command '${program}' is not an absolute path`)
  invariant(command.input === undefined, 'a transient unit has no standard input')
  const [unit, sandbox] = [`${settings.prefix}-${randomUUID()}.service`, settings.sandbox ?? sandboxOf]
  const patience = AbortSignal.any([signal, AbortSignal.timeout(command.timeoutSeconds * 1000 + commandGraceMs)])
  const last = new LastWords(unit)
  const stop = await bus.listen((event) => last.hear(event))
  // After that, because it may fail: an open file that is left to the garbage collector ends the whole process.
  const output = await (settings.said === undefined ? openOutput(settings.directory, unit) : inJournal(unit, settings.said)).catch((thrown: unknown) => {
    stop()
    throw thrown
  })
  try {
    const end = await runJob(bus, { call: startCall(unit, sandbox(command, settings.reach, output.path)), unit, signal: patience })
    if (end === 'canceled' || end === 'lost') await kill(bus, unit)
    const text = end === 'done' && settings.said !== undefined ? '' : await output.read(command.outputBytesMax)
    return { output: text, ...endOf({ end, last: last.properties, command, gaveUp: signal.aborted ? 'yes' : 'no' }) }
  } catch (thrown) {
    return { output: '', status: null, trouble: troubleIn(thrown) }
  } finally {
    stop()
    await output.remove()
  }
}

async function inJournal(unit: string, said: NonNullable<TransientSettings['said']>): Promise<OutputFile> {
  return { path: '', read: (bytesMax) => said(unit, bytesMax), remove: async () => {} }
}

function startCall(unit: string, properties: unknown) {
  return { path: managerPath, interface: managerInterface, member: 'StartTransientUnit', signature: 'ssa(sv)a(sa(sv))', body: [unit, 'fail', properties, []] }
}

/** A unit that is collected when it ends can only be read while it ends: by its own announcements. */
class LastWords {
  readonly #path: string
  properties: Properties = {}

  constructor(unit: string) {
    this.#path = `${managerPath}/unit/${escapePath(unit)}`
  }

  hear(event: Event): void {
    if (event.kind === 'gap' || event.signal.path !== this.#path || event.signal.interface !== propertiesInterface) return
    const [of, changed] = event.signal.body
    if (of === serviceInterface) this.properties = { ...this.properties, ...propertiesIn(changed, 'PropertiesChanged') }
  }
}

/** sd_bus_path_encode(3): what is no letter or digit becomes `_xx`. */
function escapePath(unit: string): string {
  return unit.replaceAll(/[^A-Za-z0-9]|^[0-9]/g, (character) => `_${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

async function kill(bus: Bus, unit: string): Promise<void> {
  const manager = { path: managerPath, interface: managerInterface }
  try {
    await bus.call({ ...manager, member: 'KillUnit', signature: 'ssi', body: [unit, 'all', 9] })
  } catch {
    // Already gone; or unreachable, and then its own time limit ends it.
  }
}

interface Ended { readonly end: JobEnd; readonly last: Properties; readonly command: Command; readonly gaveUp: 'yes' | 'no' }
type Outcome = Pick<CommandResult, 'status' | 'trouble'>

function endOf({ end, last, command, gaveUp }: Ended): Outcome {
  if (end === 'done') return { status: 0, trouble: null }
  if (gaveUp === 'yes') return none('given up')
  const result = String(last['Result'] ?? '')
  const status = Number(last['ExecMainStatus'] ?? 0)
  if (result === 'timeout' || end === 'canceled') return none(`timed out after ${command.timeoutSeconds} s`)
  if (result === 'exit-code') return startFailures[status] === undefined ? { status, trouble: null } : none(`could not be started: ${startFailures[status]}`)
  if (result === 'signal' || result === 'core-dump') return none(status === 25 ? 'wrote too much' : `killed by signal ${status}`)
  if (result === 'oom-kill') return none('used too much memory')
  return none(`systemd could not run it (${result === '' ? end : result})`)
}

/** systemd.exec(5): used by systemd before the program runs. A program that exits with one of them itself is misread as not started. */
const startFailures: Readonly<Record<number, string>> = {
  203: 'it is missing, not executable (nothing is on a mount that is noexec), or its interpreter or libraries are missing (203/EXEC)',
  209: 'its output file could not be opened (209/STDOUT)',
  216: 'its group does not exist (216/GROUP)',
  217: 'its user does not exist (217/USER)',
  226: 'its sandbox could not be set up (226/NAMESPACE)',
}

function none(trouble: string): Outcome {
  return { status: null, trouble }
}

function troubleIn(thrown: unknown): string {
  if (!isFailure(thrown)) throw thrown
  const cause = thrown.cause instanceof Error ? `: ${thrown.cause.message}` : ''
  return `could not be started: ${thrown.message}${cause}`
}
