import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

import type { Machine } from '../../bed/machine.ts'
import type { App } from './an-app.ts'

/** Types `rollback`, and hands it over when it says that it waits. */
export async function waitingToGoBack(machine: Machine, app: App): Promise<{ readonly said: () => string; readonly exit: Promise<number | null> }> {
  const child = machine.start(['app-upgrade', 'rollback', app.name])
  assert.ok(child.stdout !== null && child.stderr !== null)
  const lines: string[] = []
  const waits = Promise.withResolvers<void>()
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => {
    lines.push(line)
    if (line.includes('waiting for the end of transaction')) waits.resolve()
  })
  const exit = once(child, 'close').then(([code]) => code as number | null)
  await Promise.race([waits.promise, exit.then((code) => { throw new Error(`it ended with ${code}: ${lines.join('\n')}`) })])
  return { exit, said: () => lines.join('\n') }
}
