import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

/** The last of those in this process that want a lock, by its path. */
const queues = new Map<string, Promise<unknown>>()

/**
 * Runs `work` while holding flock(2) on `path`, waiting for at most half an hour. One after the other also within one process, whose
 * loop goes on meanwhile: to stop it while one of its own parts holds the lock would be to wait for ever.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(path)
  const mine = (async () => {
    await before
    return await locked(path, work)
  })()
  queues.set(path, mine.catch(() => {}))
  return await mine
}

/**
 * flock(1) locks the descriptor it inherits, and the lock stays with *our* open file when it exits; the kernel drops it
 * if this process dies, so a killed build never blocks the next one.
 */
async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true })
  const lock = openSync(path, 'w')
  try {
    const [status] = await once(spawn('flock', ['-w', '1800', '3'], { stdio: ['ignore', 'inherit', 'inherit', lock] }), 'exit')
    if (status !== 0) throw new Error(`the lock ${path} was not to be had within half an hour`)
    return await work()
  } finally {
    closeSync(lock)
  }
}
