import { spawn } from 'node:child_process'
import type { Suite } from './suites.ts'
import { nothing, type Tally } from './tally.ts'

/** A tool counts as one test; what it has to say is said when it fails. */
export async function runTool(suite: Extract<Suite, { kind: 'tool' }>, root: string, say: (text: string) => void): Promise<Tally> {
  const [command, ...args] = suite.argv
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], timeout: suite.minutesMax * 60_000, killSignal: 'SIGKILL', env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env['PATH'] ?? ''}` } })
  const output: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk))
  const { promise, resolve } = Promise.withResolvers<string | null>()
  child.on('error', (error) => resolve(error.message))
  child.on('close', (status, signal) => resolve(status === 0 ? null : signal === null ? `${command} ended with ${status}` : `${command} was ended by ${signal}, after at most ${suite.minutesMax} min`))
  const trouble = await promise
  if (trouble === null) return { ...nothing, passed: 1 }
  say(Buffer.concat(output).toString('utf8').trimEnd().replaceAll(/^/gm, '  '))
  say(`  ✖ ${trouble}`)
  return { ...nothing, failed: 1 }
}
