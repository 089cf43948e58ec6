import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * From here on every sync of this process (the host's id) succeeds without having happened: what our program would be if nobody had
 * thought of power cuts. For checking that the checks of this folder see it.
 */
export async function forgetToSync(pid: number): Promise<void> {
  const argv = ['-f', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', 'inject=fsync,fdatasync:retval=0', '-p', String(pid)]
  const child = spawn('strace', argv, { stdio: ['ignore', 'ignore', 'pipe'] })
  // It ends by itself, with the process that it traces.
  child.unref()
  const [line] = await once(createInterface({ input: child.stderr }), 'line', { signal: AbortSignal.timeout(300_000) }) as readonly string[]
  if (line?.includes('attached') !== true) throw new Error(`strace says: ${line}`)
}
