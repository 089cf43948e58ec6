import { posix } from 'node:path'
import { motdOf } from '../../cli/words/motd.ts'
import type { ExportSettings } from '../../config/settings.ts'
import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { ensureDirectory, replaceNote } from '../../upgrade/durable.ts'
import { readLastRun } from '../../upgrade/memory/last-run.ts'
import { readRecords } from '../../upgrade/memory/records.ts'
import { stuckSince } from '../../upgrade/memory/stuck.ts'
import { openApp } from '../app.ts'
import { theScope } from '../scope.ts'

/** One line at login (pam_motd(8)) while the app is stuck. In /run: at boot it is made again. */
export async function remakeMotd(app: string): Promise<void> {
  const places = theScope().places(app)
  // A user's daemons are no news to everybody who logs in.
  if (places.owner !== 0) return
  const path = `/run/motd.d/app-upgrade-${app}`
  const since = stuckSince(await readRecords(machine.disk, places.journals), await readLastRun(machine.disk, places))
  if (since === null || (await wantsMotd(app)) === 'no') return machine.disk.remove(path)
  await ensureDirectory(machine.disk, posix.dirname(path), 0o755)
  await replaceNote(machine.disk, path, Buffer.from(motdOf(app, since)), 0o644)
}

/** An app whose settings cannot be read may be stuck all the same. */
async function wantsMotd(app: string): Promise<ExportSettings['motd']> {
  try {
    return (await openApp(app)).settings.exports.motd
  } catch (thrown) {
    if (isFailure(thrown)) return 'yes'
    throw thrown
  }
}
