import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'

/** A process that waits in open(2) for our word; `pid` is the host's. */
export interface Held { readonly path: string; readonly pid: number; readonly letGo: () => void }
export interface Gate { readonly remove: () => Promise<void> }

/** The unfinished file of a rewrite is not the journal. */
const journals = /\.jsonl$/

/**
 * Every open of a file with such a name in these directories (paths of this host, which exist) stops there, and `held` says what becomes of it. So
 * a run can be stopped between any two entries of its journal, without a hook in the product and without any timing.
 */
export async function aGate(directories: readonly string[], held: (one: Held) => void, names: RegExp = journals): Promise<Gate> {
  const child = spawn(process.execPath, ['--experimental-ffi', '--no-warnings', join(import.meta.dirname, 'gatekeeper.ts'), ...directories], { stdio: ['pipe', 'pipe', 'inherit'] })
  // Nobody waits for it, and whoever forgot it must not be kept from ending.
  child.unref()
  for (const pipe of [child.stdin, child.stdout]) if (pipe instanceof Socket) pipe.unref()
  const lines = createInterface({ input: child.stdout })
  const ready = once(lines, 'line', { signal: AbortSignal.timeout(600_000) })
  child.once('exit', () => lines.close())
  // Its pipe breaks when it is removed while an answer is under way.
  child.stdin.on('error', () => {})
  // From the first line on: what is held at once comes together with the word that it is ready, and a line that nobody hears is a process that waits for ever.
  lines.on('line', (line) => {
    const said = JSON.parse(line) as { readonly ready: true } | { readonly held: number; readonly path: string; readonly pid: number }
    if ('ready' in said) return
    const letGo = (): void => void child.stdin.write(`${said.held}\n`)
    if (names.test(basename(said.path))) held({ path: said.path, pid: said.pid, letGo })
    else letGo()
  })
  await ready
  return {
    remove: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      // Now somebody does wait for it.
      child.ref()
      child.kill('SIGKILL')
      await gone
    },
  }
}
