import assert from 'node:assert/strict'

import { sha256Of } from '../../../support/a-release.ts'
import type { Machine } from '../../bed/machine.ts'
import { treeOf } from '../../upgrade/support/look.ts'
import { start, type Started } from '../../upgrade/support/operate.ts'

/** What the daemon on this port of the machine says it is; null when nobody answers. */
export async function running(machine: Machine, port: number): Promise<string | null> {
  const asked = await machine.exec(['curl', '--silent', '--fail', '--max-time', '60', `http://127.0.0.1:${port}/version`])
  return asked.code === 0 ? asked.stdout.trim() : null
}

/** What lies at this path inside, links followed there, is exactly this. */
export async function holds(machine: Machine, path: string, content: string | Buffer): Promise<void> {
  const [digest] = (await machine.must(['sha256sum', '--', path])).split(' ')
  assert.equal(digest, sha256Of(Buffer.from(content)), path)
}

/** What the run said, to people. */
export async function saidBy(machine: Machine, instance: string): Promise<string> {
  return (await machine.journal('-u', `app-upgrade@${instance}`, '-u', `app-upgrade-acquire@${instance}`)).map((line) => String(line['MESSAGE'])).join('\n')
}

/** Starts the unit and expects its exit; on another one the whole story is in the message. */
export async function starts(machine: Machine, instance: string, exit: number): Promise<Started> {
  const started = await start(machine, instance)
  assert.equal(started.exit, exit, await saidBy(machine, instance))
  assert.equal(started.systemctl, exit === 0 ? 0 : 1)
  return started
}

/** V18: after this nothing below these paths has changed: no content, no time, no inode; and the daemon's run is the same. */
export async function touchesNothing(machine: Machine, { paths, unit }: { readonly paths: readonly string[]; readonly unit: string }, act: () => Promise<unknown>): Promise<void> {
  const look = async (): Promise<readonly string[]> => [...paths.flatMap((path) => treeOf(machine, path)), await machine.must(['systemctl', 'show', '-p', 'MainPID,InvocationID,ActiveState', unit])]
  const before = await look()
  assert.ok(before.length > paths.length)
  await act()
  assert.deepEqual(await look(), before)
}
