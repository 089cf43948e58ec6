import type { Machine } from '../system/bed/machine.ts'

/** A command that was run for the audience. */
export interface Ran {
  readonly typed: string
  /** Standard output and standard error together, as a terminal shows them. */
  readonly output: string
  readonly exitCode: number
  readonly tookMs: number
}

/** Runs a command inside, both streams into one. */
export async function runInside(machine: Machine, argv: readonly string[]): Promise<Ran> {
  const began = performance.now()
  const ran = await machine.exec(['sh', '-c', 'exec "$@" 2>&1', 'sh', ...argv], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
  return { typed: argv.map(quoted).join(' '), output: ran.stdout, exitCode: ran.code ?? -1, tookMs: performance.now() - began }
}

/** As a person would type it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
