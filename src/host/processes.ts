import { spawn, type ChildProcess } from 'node:child_process'
import { isAbsolute } from 'node:path'
import { getuid } from 'node:process'
import { failure } from '../errors.ts'
import { accountOf, type Account } from './accounts.ts'
import { pipesDrainMs } from './limits.ts'
import type { Command, CommandResult, RunsCommands } from './types.ts'

/** Nothing of our own environment reaches a child: no loader variables, no search path but this one (failures.md E45). */
const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' }

/** Commands as plain children, for machines without systemd. A child leads its own process group, which is killed as a whole. */
export const processes: RunsCommands = {
  async run(command, signal) {
    const [program, ...args] = command.argv
    if (!isAbsolute(program)) throw failure('CONFIG', `the command '${program}' is not an absolute path`)
    if (signal.aborted) return { status: null, output: '', trouble: 'not started: the wait was given up' }
    const child = spawn(program, args, {
      ...(await identityOf(command.user)), env: environment, cwd: '/', detached: true, stdio: [command.input === undefined ? 'ignore' : 'pipe', 'pipe', command.errors === 'apart' ? 'ignore' : 'pipe'],
    })
    feed(child, command.input)
    return watch(child, command, signal)
  },
}

/** A child that does not read all of it, or ends before, breaks the pipe: its own affair. */
function feed({ stdin }: ChildProcess, input: Uint8Array | undefined): void {
  stdin?.on('error', () => {})
  stdin?.end(input)
}

async function identityOf(user: string | null): Promise<Partial<Account>> {
  return user === null ? {} : ifOther(await accountOf(user))
}

/** Becoming oneself needs no privilege, and setgroups(2) would ask for one. */
function ifOther(account: Account): Partial<Account> {
  return account.uid === getuid?.() ? {} : account
}

async function watch(child: ChildProcess, command: Command, signal: AbortSignal): Promise<CommandResult> {
  const output = collect(child, command.outputBytesMax)
  let trouble: string | null = null
  const give = (reason: string): void => {
    trouble ??= reason
    killGroup(child)
  }
  const timer = setTimeout(() => give(`timed out after ${command.timeoutSeconds} s`), command.timeoutSeconds * 1000)
  const abort = (): void => give('given up')
  signal.addEventListener('abort', abort, { once: true })
  try {
    const [status, killer] = await ended(child)
    return { status: trouble === null ? status : null, output: output(), trouble: trouble ?? (killer === null ? null : `killed by ${killer}`) }
  } catch (thrown) {
    return { status: null, output: output(), trouble: thrown instanceof Error ? thrown.message : String(thrown) }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

/** The end of the process, then of its pipes; whoever escaped the group and still holds them is not waited for. */
async function ended(child: ChildProcess): Promise<readonly [number | null, NodeJS.Signals | null]> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const end = await new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (status, killer) => resolve([status, killer]))
  })
  killGroup(child)
  const patience = setTimeout(() => [child.stdout, child.stderr].forEach((pipe) => pipe?.destroy()), pipesDrainMs)
  await closed
  clearTimeout(patience)
  return end
}

function collect(child: ChildProcess, bytesMax: number): () => string {
  const kept: Buffer[] = []
  let room = bytesMax
  for (const pipe of [child.stdout, child.stderr]) {
    // What lies beyond the limit is read and dropped: a child blocked on a full pipe would look hung.
    pipe?.on('data', (chunk: Buffer) => {
      if (room > 0) kept.push(chunk.subarray(0, room))
      room -= Math.min(room, chunk.length)
    })
  }
  return () => Buffer.concat(kept).toString('utf8')
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // ESRCH: nobody is left in the group, which is what was wanted.
  }
}
