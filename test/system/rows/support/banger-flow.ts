import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'

import { put } from '../../upgrade/support/an-operators-host.ts'
import { leftovers, property, status } from '../../upgrade/support/look.ts'
import { fallenBack, type } from '../../upgrade/support/operate.ts'
import { stoppedAfter } from '../../upgrade/support/stopped-after.ts'
import type { Changes } from './a-row.ts'
import { aLife, app, type Changed, dataFile, installFile, type Life, list, places, release, runs, units, vmFile, type Wishes } from './banger.ts'
import { touchesNothing } from './outcome.ts'

/** banger's host in the middle of its flow; `vm` runs on, whatever becomes of the daemons. */
export interface Flow { readonly life: Life; readonly vm: string }
interface Ends { readonly exit: number; readonly says: RegExp }

/** A question that the shipped file does not ask, for nobody knows whether the real one answers. */
const asked: Changes = [
  ['on_migration = "roll-back"\n', `on_migration = "roll-back"
timeout      = "1min"

[[rehearse]]
name    = "configuration"
command = ["{new:bangerd}", "--check-config"]
`],
  ['steady = "2s"\nready ', 'steady = "1s"\nready '],
]
export const registry = 'registry.service'
const directories = [...new Set([...Object.values(places), installFile].map((path) => dirname(path)))]

export async function aFlow(t: TestContext): Promise<Flow> {
  const life = await aLife(t, asked)
  await beside(life)
  return { life, vm: await vmOf(life) }
}

/** Somebody else's, which requires the second daemon. */
async function beside({ row: { host, host: { machine } } }: Life): Promise<void> {
  put(host, `/etc/systemd/system/${registry}`, `[Unit]\nRequires=${units[1]}\nAfter=${units[1]}\n[Service]\nType=exec\nExecStart=/usr/bin/sleep infinity\n`)
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'start', registry])
}

/** The virtual machine: its process, when that began, and in which boot. */
async function vmOf({ row: { host: { machine } } }: Life): Promise<string> {
  const shown = await machine.must(['sh', '-c', `pid=$(cat ${vmFile}); cat /proc/$pid/stat /proc/sys/kernel/random/boot_id`])
  const [, pid, began] = /^(\d+) \(sleep\) (?:\S+ ){19}(\d+)/.exec(shown) ?? []
  assert.ok(pid !== undefined && began !== undefined, shown)
  return `${pid} ${began} ${shown.split('\n').at(-2)}`
}

export function offer({ life }: Flow, wishes: Wishes, more: Changed = {}): void {
  release(life, wishes, more)
  list(life, [wishes.version, '0.1.0'])
}

/** One whole version, and nothing that an unfinished run leaves. */
export async function whole({ life, vm }: Flow, wishes: Wishes): Promise<void> {
  const { host: { machine } } = life.row
  await runs(life, wishes)
  for (const unit of [...units, registry]) assert.equal(await property(machine, unit, 'ActiveState'), 'active', unit)
  assert.equal(await vmOf(life), vm, 'virtual machines run on')
  const { live, open } = await status(machine, app)
  assert.deepEqual([live, open], [wishes.version, null])
  assert.deepEqual(leftBehind(life), [])
  assert.equal(await machine.must(['systemctl', 'list-units', '--all', '--no-legend', '--plain', 'app-upgrade-command-*', 'app-upgrade-data-*', 'run-*.service']), '')
}

function leftBehind({ row: { host: { machine } } }: Life): readonly string[] {
  const beside = directories.flatMap((path) => readdirSync(join(machine.root, path))).filter((name) => /^\.|\.(kept|upgrading|partial)~?$/.test(name))
  return [...leftovers(machine, app), ...beside]
}

/** As typed by root; the words are those for people. */
export async function ends({ life: { row: { host: { machine } } } }: Flow, { exit, says }: Ends, words: readonly string[]): Promise<string> {
  const typed = await type(machine, ...words)
  const said = typed.out + typed.err
  assert.equal(typed.exit, exit, said)
  assert.match(said, says)
  return said
}

export const upgradeTo = (version: string, ...more: readonly string[]): readonly string[] => ['upgrade', 'banger', '--to', `v${version}`, ...more]

/** No file, no time of a file, no run of either daemon changes, and no transaction begins. */
export async function refuses(flow: Flow, { exit = 40, says }: Partial<Ends> & Pick<Ends, 'says'>, words: readonly string[]): Promise<void> {
  const { life, life: { row: { host: { machine } } } } = flow
  const second = await property(machine, units[1], 'InvocationID')
  await touchesNothing(machine, { paths: [...directories, dirname(dataFile), '/var/lib/app-upgrade/banger/journals'], unit: units[0] }, async () => { await ends(flow, { exit, says }, words) })
  assert.equal(await property(machine, units[1], 'InvocationID'), second)
  assert.deepEqual(leftBehind(life), [])
}

export type Runs = readonly [root: string, daemon: string]
export async function invocations({ life: { row: { host: { machine } } } }: Flow): Promise<Runs> {
  return [await property(machine, units[0], 'InvocationID'), await property(machine, units[1], 'InvocationID')]
}

async function microseconds({ life: { row: { host: { machine } } } }: Flow, unit: string, moment: string): Promise<number> {
  return Number(await property(machine, unit, `${moment}TimestampMonotonic`))
}

/** The second begins only when the first has been up for its steady time. */
export async function inOrder(flow: Flow): Promise<void> {
  const steadyUs = await microseconds(flow, units[1], 'InactiveExit') - await microseconds(flow, units[0], 'ActiveEnter')
  assert.ok(steadyUs >= 1_000_000, `the second was started ${steadyUs} us after the first was up`)
}

/** Nobody can change it, not even root; no look at its directory tells. */
export async function frozen<T>({ life: { row: { host: { machine } } } }: Flow, path: string, act: () => Promise<T>): Promise<T> {
  execFileSync('chattr', ['+i', join(machine.root, path)])
  try {
    return await act()
  } finally {
    execFileSync('chattr', ['-i', join(machine.root, path)])
  }
}

/** Kills the run where its journal's newest entry is this one, and waits for whoever settles it. `between`: what ran at that moment. */
export async function killedAfter(flow: Flow, entry: string, version: string): Promise<{ readonly between: Runs }> {
  const { machine } = flow.life.row.host
  const run = await stoppedAfter(machine, app, entry, `v${version}`)
  const between = await invocations(flow)
  process.kill(run.pid, 'SIGKILL')
  await run.letGo()
  assert.notEqual((await run.ended).systemctl, 0)
  await fallenBack(machine, `banger@v${version}`)
  return { between }
}
