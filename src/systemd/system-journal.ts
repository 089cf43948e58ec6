import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readJournalMessage, type JournalMessage, type ManagersMark } from './journal-message.ts'
import { journalLineBytesMax, journalTailLinesMax, journalTailMs } from './limits.ts'
import { LineSplitter } from './line-splitter.ts'

/** Looked up nowhere else than in these directories; nothing of our own environment is passed on (failures.md E45). */
const environment = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' }

/** `ended`: journalctl is missing, was stopped or broke. What is said from now on is unknown, and nobody may call that well. */
export type JournalSight = { readonly kind: 'message'; readonly message: JournalMessage } | { readonly kind: 'ended'; readonly because: string }

/**
 * How to find what was said about one run of a unit, by fields that journald itself vouches for: what the run's own processes said, and what
 * the manager said about it. A stranger can put any other field into the journal, and any text (failures.md F34).
 */
export interface UnitsOf {
  /** The manager's own lines about a unit name it in this field. */
  readonly about: 'UNIT' | 'USER_UNIT'
  /** Every line of the manager has these. */
  readonly manager: readonly string[]
  /** The one of them that no process of a unit has. */
  readonly mark: ManagersMark
  /** Names the unit in what its processes say. */
  readonly unit: '_SYSTEMD_UNIT' | '_SYSTEMD_USER_UNIT'
}

export const unitsOfSystem: UnitsOf = { about: 'UNIT', manager: ['_PID=1'], mark: { field: '_PID', value: '1', about: 'INVOCATION_ID' }, unit: '_SYSTEMD_UNIT' }

/** A user's manager is a process like others, but lives in a control group of its own below that user's. */
export function unitsOfUser(uid: number): UnitsOf {
  return { about: 'USER_UNIT', manager: [`_SYSTEMD_UNIT=user@${uid}.service`, '_SYSTEMD_USER_UNIT=init.scope'], mark: { field: '_SYSTEMD_USER_UNIT', value: 'init.scope', about: 'USER_INVOCATION_ID' }, unit: '_SYSTEMD_USER_UNIT' }
}

/** What was and will be said about one run of a unit, until the signal aborts or journalctl ends (F33). Never throws. */
export function followJournal(invocationId: string, signal: AbortSignal, units = unitsOfSystem): AsyncGenerator<JournalSight, void, void> {
  return read({ units, args: ['--follow', '--no-tail'], matches: matchesOf(invocationId, units), signal })
}

/** The last lines about one run of a unit, oldest first. Empty when the journal cannot be read. Never throws. */
export async function journalTail(invocationId: string, linesMax: number, units = unitsOfSystem): Promise<readonly JournalMessage[]> {
  const lines = Math.max(1, Math.min(Math.floor(linesMax), journalTailLinesMax))
  return heard({ units, args: ['--lines', String(lines)], matches: matchesOf(invocationId, units), signal: AbortSignal.timeout(journalTailMs) })
}

/** What one question to the journal is answered with, whole. */
export async function heard(question: Question): Promise<readonly JournalMessage[]> {
  const messages: JournalMessage[] = []
  for await (const sight of read(question)) if (sight.kind === 'message') messages.push(sight.message)
  return messages
}

/** `matches` null: nothing to ask about. */
export interface Question { readonly units: UnitsOf; readonly args: readonly string[]; readonly matches: readonly string[] | null; readonly signal: AbortSignal }

export async function* read({ units, args, matches, signal }: Question): AsyncGenerator<JournalSight, void, void> {
  if (matches === null) return yield { kind: 'ended', because: 'the unit has not run yet' }
  if (signal.aborted) return
  const child = start([`--output-fields=MESSAGE,PRIORITY,_SYSTEMD_INVOCATION_ID,${units.mark.about},${units.mark.field}`, ...args, ...matches])
  const kill = (): void => void child.kill('SIGKILL')
  signal.addEventListener('abort', kill, { once: true })
  try {
    await once(child, 'spawn')
    yield* messagesOf(child, units.mark)
    if (!signal.aborted) yield { kind: 'ended', because: `journalctl ended${child.exitCode === null ? '' : ` with status ${child.exitCode}`}` }
  } catch (thrown) {
    if (!signal.aborted) yield { kind: 'ended', because: `journalctl could not be run: ${thrown instanceof Error ? thrown.message : String(thrown)}` }
  } finally {
    signal.removeEventListener('abort', kill)
    kill()
  }
}

function matchesOf(invocationId: string, { mark: { about }, manager }: UnitsOf): readonly string[] | null {
  return !/^[0-9a-f]{32}$/.test(invocationId) ? null : [`_SYSTEMD_INVOCATION_ID=${invocationId}`, '+', ...manager, `${about}=${invocationId}`]
}

function start(args: readonly string[]): ChildProcess {
  // --all: without it a long or odd message reads as null.
  const fixed = ['--output=json', '--all', '--quiet', '--no-pager']
  return spawn('journalctl', [...fixed, ...args], { env: environment, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] })
}

/** Read as fast as the reader takes them: journalctl waits, so that no line is lost to a storm (g34). */
async function* messagesOf(child: ChildProcess, mark: ManagersMark): AsyncGenerator<JournalSight, void, void> {
  const splitter = new LineSplitter(journalLineBytesMax)
  for await (const chunk of child.stdout ?? []) {
    for (const line of splitter.split(chunk)) {
      const message = line === null ? tooLong : readJournalMessage(line, mark)
      if (message !== null) yield { kind: 'message', message }
    }
  }
}

const tooLong: JournalMessage = { text: '(a line too long to read)', priority: 6, from: 'unit', invocationId: null, atMs: 0 }
