import { posix } from 'node:path'
import { isFailure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { reloadManager } from '../systemd/reload.ts'
import type { Properties } from '../systemd/unit-state.ts'
import { readProperties } from '../systemd/units.ts'
import { ensureDirectory, replaceNote } from '../upgrade/durable.ts'
import type { UpgradeEvent } from '../upgrade/ports.ts'
import { theScope } from './scope.ts'
import { busFor } from './service.ts'

const unit = 'app-upgrade-recover.service'
/** Sorts after what `systemctl edit` writes: it only ever allows more than the limit that holds. */
const name = 'zz-app-upgrade-restore.conf'
/** Beyond the command's own time: one of before is ended first, and one that takes no notice of its own end is killed. */
const graceMs = 60_000

/**
 * Before a restore at boot: the unit that settles may take so much longer as the app file gives that command, and the boot waits. By a drop-in in /run, and not by
 * EXTEND_TIMEOUT_USEC (sd_notify(3)): the manager forgets that with the next daemon-reload (seen in 252 and 257), and we reload after the restore; it would end us
 * right then. The limit stays the manager's own: whatever hangs in us does not hold up the boot for ever. Where it cannot be had, the unit's own limit counts.
 */
export async function bePatient(forMs: number, tell: (event: UpgradeEvent) => void): Promise<void> {
  try {
    const seconds = limitSeconds(await readProperties(busFor('boot'), unit), forMs)
    if (seconds === null) return
    const directory = posix.join(theScope().dropIns, `${unit}.d`)
    await ensureDirectory(machine.disk, directory, 0o755)
    await replaceNote(machine.disk, posix.join(directory, name), Buffer.from(`# Made by app-upgrade: data are put back in this boot, and the daemon shall wait for them.\n[Service]\nTimeoutStartSec=${seconds}\n`), 0o644)
    await reloadManager(busFor('boot'))
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    tell({ kind: 'note', text: `the boot may not wait until the data are back: ${thrown.message}` })
  }
}

/** From the unit's start, and added to whatever holds: others are settled in the same start. Null: it is not being started (somebody typed it), or has no limit. */
export function limitSeconds(properties: Properties, forMs: number): number | null {
  const limitUs = properties['TimeoutStartUSec']
  const isStarting = properties['ActiveState'] === 'activating'
  if (!isStarting || (typeof limitUs !== 'bigint' && typeof limitUs !== 'number') || BigInt(limitUs) === infinity) return null
  return Math.ceil(Number(limitUs) / 1_000_000 + (forMs + graceMs) / 1000)
}

const infinity = 2n ** 64n - 1n
