import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readJournalMessage, type JournalMessage } from './journal-message.ts'
import { journalLineBytesMax, journalTailLinesMax, journalTailMs } from './limits.ts'
import { LineSplitter } from './line-splitter.ts'

/** Looked up nowhere else than in these directories; nothing of our own environment is passed on (failures.md E45). */
const environment = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' }

/** `ended`: journalctl is missing, was stopped or broke. What is said from now on is unknown, and nobody may call that well. */
export type JournalSight = { readonly kind: 'message'; readonly message: JournalMessage } | { readonly kind: 'ended'; readonly because: string }

/** What was and will be said about one run of a unit, until the signal aborts or journalctl ends (F33). Never throws. */
export function followJournal(invocationId: string, signal: AbortSignal): AsyncGenerator<JournalSight, void, void> {
  return read(invocationId, ['--follow', '--no-tail'], signal)
}

/** The last lines about one run of a unit, oldest first, printable. Empty when the journal cannot be read. Never throws. */
export async function journalTail(invocationId: string, linesMax: number): Promise<readonly string[]> {
  const lines = Math.max(1, Math.min(Math.floor(linesMax), journalTailLinesMax))
  const texts: string[] = []
  for await (const sight of read(invocationId, ['--lines', String(lines)], AbortSignal.timeout(journalTailMs)))
    if (sight.kind === 'message') texts.push(sight.message.text)
  return texts.slice(-lines)
}

async function* read(invocationId: string, args: readonly string[], signal: AbortSignal): AsyncGenerator<JournalSight, void, void> {
  if (!/^[0-9a-f]{32}$/.test(invocationId)) return yield { kind: 'ended', because: 'the unit has not run yet' }
  if (signal.aborted) return
  const child = start([...args, ...matches(invocationId)])
  const kill = (): void => void child.kill('SIGKILL')
  signal.addEventListener('abort', kill, { once: true })
  try {
    await once(child, 'spawn')
    yield* messagesOf(child)
    if (!signal.aborted) yield { kind: 'ended', because: `journalctl ended${child.exitCode === null ? '' : ` with status ${child.exitCode}`}` }
  } catch (thrown) {
    if (!signal.aborted) yield { kind: 'ended', because: `journalctl could not be run: ${thrown instanceof Error ? thrown.message : String(thrown)}` }
  } finally {
    signal.removeEventListener('abort', kill)
    kill()
  }
}

/**
 * Only fields that journald itself vouches for: what the run's own processes said, and what PID 1 said about it. A stranger can
 * put any other field into the journal, and any text (failures.md F34).
 */
function matches(invocationId: string): readonly string[] {
  return [`_SYSTEMD_INVOCATION_ID=${invocationId}`, '+', '_PID=1', `INVOCATION_ID=${invocationId}`]
}

function start(args: readonly string[]): ChildProcess {
  // --all: without it a long or odd message reads as null.
  const fixed = ['--output=json', '--output-fields=MESSAGE,PRIORITY,_PID', '--all', '--quiet', '--no-pager']
  return spawn('journalctl', [...fixed, ...args], { env: environment, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] })
}

/** Read as fast as the reader takes them: journalctl waits, so that no line is lost to a storm (g34). */
async function* messagesOf(child: ChildProcess): AsyncGenerator<JournalSight, void, void> {
  const splitter = new LineSplitter(journalLineBytesMax)
  for await (const chunk of child.stdout ?? []) {
    for (const line of splitter.split(chunk)) {
      const message = line === null ? tooLong : readJournalMessage(line)
      if (message !== null) yield { kind: 'message', message }
    }
  }
}

const tooLong: JournalMessage = { text: '(a line too long to read)', priority: 6, from: 'unit', atMs: 0 }
