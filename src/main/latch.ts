import { posix } from 'node:path'
import { isFailure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { managerLife } from '../systemd/manager-life.ts'
import { reloadManager } from '../systemd/reload.ts'
import { ensureDirectory, replaceNote } from '../upgrade/durable.ts'
import type { Plan } from '../upgrade/plan.ts'
import type { Latch } from '../upgrade/ports.ts'
import { busFor, hasSystemd } from './service.ts'
import { theScope } from './scope.ts'

/**
 * A drop-in with an assertion that cannot hold, for each unit of the app: every start of it fails, and `systemctl status` says by which. All in /run, so that
 * no reboot finds it without us: at boot we come before the daemon, and shut it anew while there is a reason. Not masked: what lies in /etc cannot be for one boot.
 */
export function latchFor(when: 'now' | 'boot'): Latch {
  return {
    life: () => managerLife(busFor(when)),
    state: async (plan) => ((await machine.disk.look(markOf(plan))) === null ? 'open' : 'shut'),
    shut: (plan) => shut(plan, when),
    open: (plan) => open(plan, when),
  }
}

/** Undefined without systemd. */
export async function latchHere(when: 'now' | 'boot'): Promise<Latch | undefined> {
  return (await hasSystemd()) === 'yes' ? latchFor(when) : undefined
}

/** Is there only while the manager has read the drop-ins: a file that nobody has read keeps nobody from anything. */
const markOf = ({ app }: Plan): string => posix.join(theScope().places(app).run, `${app}.data-not-put-back`)
/** Never made by anybody; its name is what people read. */
const missingOf = ({ app }: Plan): string => posix.join(theScope().places(app).run, `${app}.data-put-back`)
const dropInsOf = ({ app, units }: Plan): readonly string[] => units.map(({ name }) => posix.join(theScope().dropIns, `${name}.d`, `60-app-upgrade-data-${app}.conf`))

async function shut(plan: Plan, when: 'now' | 'boot'): Promise<void> {
  if ((await machine.disk.look(markOf(plan))) !== null) return
  try {
    for (const path of dropInsOf(plan)) await write(path, textOf(plan))
    await reloadManager(busFor(when))
    await write(markOf(plan), '')
  } catch (thrown) {
    // Somebody else's reload would bring it into force later, when nobody reckons with it.
    for (const path of dropInsOf(plan)) await remove(path).catch(unlessBug)
    throw thrown
  }
}

/** The mark goes first: it must not be there while somebody may start the daemon. */
async function open(plan: Plan, when: 'now' | 'boot'): Promise<void> {
  const there = await Promise.all([markOf(plan), ...dropInsOf(plan)].map((path) => machine.disk.look(path)))
  if (there.every((facts) => facts === null)) return
  await machine.disk.remove(markOf(plan))
  for (const path of dropInsOf(plan)) await remove(path)
  await reloadManager(busFor(when))
}

function textOf(plan: Plan): string {
  return `# Made by app-upgrade: the data of ${plan.app} are not put back yet, and its version now in place may not understand them.\n# What is to be done says 'app-upgrade status ${plan.app}'; 'app-upgrade recover ${plan.app}' removes this file.\n[Unit]\nAssertPathExists=${missingOf(plan)}\n`
}

async function write(path: string, text: string): Promise<void> {
  await ensureDirectory(machine.disk, posix.dirname(path), 0o755)
  await replaceNote(machine.disk, path, Buffer.from(text), 0o644)
}

async function remove(path: string): Promise<void> {
  await machine.disk.remove(path)
  // Not empty: somebody else's drop-ins are in it.
  await machine.disk.remove(posix.dirname(path)).catch(unlessBug)
}

function unlessBug(thrown: unknown): void {
  if (!isFailure(thrown)) throw thrown
}
