import { spawn } from 'node:child_process'

import { limits } from './limits.ts'

/** What a command left behind. `code` is null when a signal ended it. */
export interface Ran { readonly code: number | null; readonly signal: string | null; readonly stdout: string; readonly stderr: string }
export interface CommandOptions {
  readonly input?: string | Buffer
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly timeoutSeconds?: number
}

/** Runs a command to its end, whatever that is. Rejects when it cannot be started, and when it is killed for taking too long. */
export async function command(argv: readonly string[], options: CommandOptions = {}): Promise<Ran> {
  const [file, ...rest] = argv
  if (file === undefined) throw new Error('an empty command')
  const timeoutSeconds = options.timeoutSeconds ?? limits.execSeconds
  const signal = AbortSignal.timeout(timeoutSeconds * 1000)
  const child = spawn(file, rest, {
    stdio: 'pipe', signal, killSignal: 'SIGKILL', env: { ...process.env, ...options.env }, ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  const stdout = collect(child.stdout)
  const stderr = collect(child.stderr)
  // A command that does not read its input ends before we have written it all: not our concern.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  return await new Promise<Ran>((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`${argv.join(' ')}: ${signal.aborted ? `killed after ${timeoutSeconds} s\n${stdout()}${stderr()}` : 'could not be run'}`, { cause })))
    child.once('close', (code, killer) => resolve({ code, signal: killer, stdout: stdout(), stderr: stderr() }))
  })
}

/** The same for commands that have to succeed: returns their standard output. */
export async function must(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  return mustHave(argv, await command(argv, options))
}

export function mustHave(argv: readonly string[], ran: Ran): string {
  if (ran.code === 0) return ran.stdout
  throw new Error(`'${argv.join(' ')}' ended with ${ran.code ?? ran.signal}\n${ran.stdout}${ran.stderr}`)
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  stream.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.length
    if (sizeBytes <= limits.outputBytesMax) chunks.push(chunk)
  })
  return () => Buffer.concat(chunks).toString('utf8')
}
