import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { createInterface } from 'node:readline'

import { type Knock, type Outage, outagesOf } from './outages.ts'

const answerWithinMs = 300_000

const knocking = new Set<ChildProcessByStdio<Writable, Readable, null>>()
process.on('exit', () => { for (const child of knocking) child.kill() })

/** A client that knocks at the daemon's port every millisecond until it is stopped. */
export interface Watch {
  readonly stop: () => Promise<readonly Outage[]>
  /** The same, as it was heard, in milliseconds of the kernel's monotonic clock. */
  readonly stopAndHear: () => Promise<readonly Knock[]>
}

/**
 * Starts the client in the network namespace of `leader` (a process id) and resolves after the first answer, so that
 * what it later calls an outage began from a daemon that answered.
 */
export async function watchDoor(leader: number, port: number): Promise<Watch> {
  const words = ['--target', String(leader), '--net', '--', process.execPath, join(import.meta.dirname, 'knock.ts'), String(port)]
  const child = spawn('nsenter', words, { stdio: ['pipe', 'pipe', 'inherit'] })
  knocking.add(child.once('exit', () => knocking.delete(child)))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const impatience = setTimeout(() => child.kill(), answerWithinMs)
  const first = await lines.next()
  clearTimeout(impatience)
  if (first.value !== 'ready') throw new Error(`nothing answers on port ${port} within ${answerWithinMs} ms`)
  return { stop: async () => outagesOf(await stop(child, lines)), stopAndHear: async () => await stop(child, lines) }
}

async function stop(child: ChildProcessByStdio<Writable, Readable, null>, lines: AsyncIterator<string>): Promise<readonly Knock[]> {
  const ended = once(child, 'exit')
  child.stdin.end()
  const said = await lines.next()
  await ended
  return JSON.parse(String(said.value)) as Knock[]
}
