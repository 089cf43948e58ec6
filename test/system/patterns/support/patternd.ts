import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'

import { withLock } from '../../../../packaging/build/with-lock.ts'
import { must } from '../../bed/command.ts'
import { repository } from '../../bed/places.ts'

/**
 * What a version of the daemon is like. Nothing but `version`: it is well. Read by `patternd.c` from the end of its own file, so that two
 * versions differ in their bytes and in nothing else.
 */
export interface Habits {
  readonly version: string
  /** What `--version` says, if not the truth. */
  readonly says?: string
  /** Ends at once with this status. */
  readonly exit?: number
  /** Milliseconds after it was ready: ends with status 4 · goes silent · (of idleness) ends with status 0. */
  readonly die?: number
  readonly deadlock?: number
  readonly idle?: number
  /** Never says that it is ready · asks for more time for ever · says for seven seconds how far it has come, and then that it is ready. */
  readonly ready?: 'no' | 'extend' | 'progress'
  /** Says that it is ready, and listens this many milliseconds later. */
  readonly listen?: number
  readonly term?: 'ignore'
  /** Stays up without its port when somebody else has it. */
  readonly unbound?: 'stay'
  /** A child has the port and answers; the main process only waits. */
  readonly child?: 'serves'
  /** As a forking daemon: leaves two processes behind · writes no PID file. */
  readonly fork?: 'twice' | 'no-pid-file'
  readonly http?: 'not-ok' | 'alternate' | 'redirect' | 'hang' | 'endless' | 'cached' | 'late'
  readonly selftest?: 'fails'
}

const source = join(import.meta.dirname, '..', 'patternd.c')
const lineBytes = 256

/** The executable of one version. */
export async function patternd(habits: Habits): Promise<Buffer> {
  const line = Object.entries({ says: habits.version, ...habits }).map(([name, value]) => `${name}=${value}`).join(' ')
  if (line.length > lineBytes - 1) throw new Error(`too many habits: ${line}`)
  return Buffer.concat([readFileSync(await compiled()), Buffer.from(line.padEnd(lineBytes))])
}

/** Which version a file, or a process's executable, is: read from its end. */
export function versionIn(tail: string): string | null {
  return /(?:^|\s)version=(\S+)/.exec(tail)?.[1] ?? null
}

/** Static, so that it runs on every Debian; made once, by whoever needs it first. */
async function compiled(): Promise<string> {
  const text = readFileSync(source)
  const program = join(repository, '.cache', `patternd-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`)
  if (existsSync(program)) return program
  return await withLock(join(repository, '.cache', 'patternd.lock'), async () => {
    if (existsSync(program)) return program
    await must(['gcc', '-Os', '-static', '-s', '-Wall', '-Wextra', '-Werror', '-o', `${program}.partial`, source])
    renameSync(`${program}.partial`, program)
    return program
  })
}
