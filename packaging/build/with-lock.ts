import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Runs `work` while holding flock(2) on `path`, waiting for at most half an hour.
 *
 * flock(1) locks the descriptor it inherits, and the lock stays with *our* open file when it exits; the kernel drops it
 * if this process dies, so a killed build never blocks the next one.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true })
  const lock = openSync(path, 'w')
  try {
    const taken = spawnSync('flock', ['-w', '1800', '3'], { stdio: ['ignore', 'inherit', 'inherit', lock] })
    if (taken.status !== 0) throw new Error(`the lock ${path} was not to be had within half an hour`)
    return await work()
  } finally {
    closeSync(lock)
  }
}
