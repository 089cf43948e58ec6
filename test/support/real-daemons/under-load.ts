import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** One request: when (milliseconds of the wall), for how long, and what was answered or why not. */
export type Asked = { readonly atMs: number; readonly tookMs: number } & ({ readonly says: string } | { readonly failed: string })
export interface Load { readonly port: number; readonly connections: 'new' | 'kept'; readonly requests: number }
/** What was asked from before the work until after it; `during`: what was asked while it went on. */
export interface Answered { readonly all: readonly Asked[]; readonly during: readonly Asked[] }

const answerWithinMs = 300_000
const running = new Set<ChildProcessByStdio<Writable, Readable, null>>()
process.on('exit', () => { for (const child of running) child.kill() })

/** Does the work while a thousand requests a second are made in the network namespace of `leader` (a process id), and at least so many in all. */
export async function underLoad(leader: number, { port, connections, requests }: Load, work: () => Promise<unknown>): Promise<Answered> {
  const words = ['--target', String(leader), '--net', '--', process.execPath, join(import.meta.dirname, 'load-client.ts'), String(port), connections, String(requests)]
  const child = spawn('nsenter', words, { stdio: ['pipe', 'pipe', 'inherit'] })
  running.add(child.once('exit', () => running.delete(child)))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const impatience = setTimeout(() => child.kill(), answerWithinMs)
  if ((await lines.next()).value !== 'ready') throw new Error(`nothing answers on port ${port} within ${answerWithinMs} ms`)
  clearTimeout(impatience)
  const fromMs = Date.now()
  await work()
  const toMs = Date.now()
  const ended = once(child, 'exit')
  child.stdin.end()
  const all = JSON.parse(String((await lines.next()).value)) as readonly Asked[]
  await ended
  return { all, during: all.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs) }
}

/** The value below which this part of all latencies lies. */
export function latencyMs(asked: readonly Asked[], part: number): number {
  const sorted = asked.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}
