import { posix } from 'node:path'
import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import type { Bus } from '../../systemd/bus.ts'
import { reloadManager } from '../../systemd/reload.ts'
import { startOnce, stopOnce } from '../../systemd/transient-timer.ts'
import { readUnit } from '../../systemd/units.ts'
import { ensureDirectory, replaceNote } from '../../upgrade/durable.ts'
import type { Plan } from '../../upgrade/plan.ts'
import { unitsOnProbation, type Guard } from '../../upgrade/probation.ts'

const dropInBytesMax = 4096

/**
 * The service manager as guard: a drop-in by which each unit calls us when it fails, and a timer that ends it. All of it lies in /run, as the state of the
 * units does: a reboot forgets both, and whoever comes up first sets it anew. `directory`: where the manager looks for what is not to outlive a boot.
 */
export function guardIn(directory: string, bus: Bus): Guard {
  return {
    async set(plan: Plan, leftMs: number): Promise<void> {
      const written = await Promise.all(unitsOnProbation(plan).map((unit) => write(dropInOf(directory, unit, plan.app), textOf(plan))))
      if (written.includes('yes') || (await isOutOfDate(bus, plan))) await reloadManager(bus)
      await startOnce(bus, { name: timerOf(plan.app), description: `End of the probation of ${plan.app} ${plan.to.version}`, afterMs: leftMs, delayMs: 0 })
    },

    /** The drop-ins go last: as long as there is one, there may be a timer. */
    async lift(plan: Plan): Promise<void> {
      const dropIns = unitsOnProbation(plan).map((unit) => dropInOf(directory, unit, plan.app))
      const there = await Promise.all(dropIns.map((path) => machine.disk.look(path)))
      if (there.every((facts) => facts === null)) return
      await stopOnce(bus, timerOf(plan.app))
      for (const path of dropIns) await remove(path)
      await reloadManager(bus)
    },
  }
}

const timerOf = (app: string): string => `app-upgrade-probation@${app}.timer`

/** With the app in its name: two apps may share a unit. */
export const dropInOf = (directory: string, unit: string, app: string): string => posix.join(directory, `${unit}.d`, `50-app-upgrade-probation-${app}.conf`)

/** A list: what the unit's own file says under OnFailure= stays, this comes beside it (systemd.unit(5)). */
function textOf({ app, to }: Plan): string {
  return `# Made by app-upgrade, and removed by it: the probation of ${app} ${to.version}, see app-upgrade.toml(5).\n[Unit]\nOnFailure=app-upgrade-fallback@${app}.service\n`
}

async function write(path: string, text: string): Promise<'yes' | 'no'> {
  const bytes = await machine.disk.read(path, dropInBytesMax)
  if (bytes !== null && Buffer.from(bytes).toString('utf8') === text) return 'no'
  await ensureDirectory(machine.disk, posix.dirname(path), 0o755)
  await replaceNote(machine.disk, path, Buffer.from(text), 0o644)
  return 'yes'
}

/** Whoever wrote it may have died before the manager read it. */
async function isOutOfDate(bus: Bus, plan: Plan): Promise<boolean> {
  const states = await Promise.all(unitsOnProbation(plan).map((unit) => readUnit(bus, unit)))
  return states.some((state) => state.needDaemonReload === 'yes')
}

async function remove(path: string): Promise<void> {
  await machine.disk.remove(path)
  try {
    await machine.disk.remove(posix.dirname(path))
  } catch (thrown) {
    // Not empty: somebody else's drop-ins are in it.
    if (!isFailure(thrown)) throw thrown
  }
}
