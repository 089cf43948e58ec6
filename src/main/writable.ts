import { posix } from 'node:path'
import { packageOwned } from '../drivers/gates/package-owned.ts'
import { unwritable } from '../drivers/gates/unwritable.ts'
import { notLedTo, type WrittenDirectory } from '../drivers/layouts/where.ts'
import { failure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import type { Writability } from '../host/types.ts'
import type { App } from './app.ts'
import { askForTime } from './ask-for-time.ts'
import { changedDirectories } from './changed-directories.ts'
import { commandsFor } from './service.ts'
import { refuseShutOut } from './who-puts-back.ts'

/** Before anything is fetched: whether it could be used, and the time that it may take. */
export async function prepareToFetch(app: App): Promise<void> {
  await refuseUnwritable(app)
  await askForTime(app.settings.limits.downloadMs)
}

/** Whether files can be exchanged at all where this app's files lie (formats.md S6), and put back, also by those who do that after a crash. Throws what stands in the way. */
export async function refuseUnwritable(app: App): Promise<void> {
  const { settings } = app
  const found = await notLedTo(machine.disk, settings.layout, settings.binaries)
  if (found !== null) throw failure('REFUSED', `what runs as '${found.file}' could not be kept: '${found.publicPath}' does not lead to it`, { next: `let it: ln -s ${found.file} ${found.publicPath}` })
  const directories = await changedDirectories(app)
  for (const directory of directories) {
    const { path, state } = await writability(directory)
    if (state === 'yes') continue
    await refuseOwned(settings.binaries)
    throw unwritable({ directory: path, state }, { uid: machine.facts.uid, unit: await ourUnit(), container: await machine.facts.container() })
  }
  await refuseShutOut(app, directories.map(({ path }) => path))
}

/** A file of a package would be refused however writable its directory were made: that is said first, and the remedy is another (failures.md E41). */
async function refuseOwned(files: App['settings']['binaries']): Promise<void> {
  const said = await packageOwned(machine.disk, await commandsFor('none')).ask({ files }, new AbortController().signal)
  if (said.kind === 'no' && said.overridable === 'no') throw failure('REFUSED', said.reason, { next: said.next })
}

/** Of what is missing, the directory that it would be made in counts. */
async function writability({ path, ifMissing }: WrittenDirectory): Promise<{ readonly path: string; readonly state: Writability }> {
  const state = await machine.mayWrite(path)
  return state === 'missing' && ifMissing === 'made' && path !== '/' ? writability({ path: posix.dirname(path), ifMissing }) : { path, state }
}

/** The unit that we are the process of, as it is edited: `app-upgrade@.service`. */
async function ourUnit(): Promise<string | null> {
  const unit = posix.basename((await machine.facts.controlGroup()) ?? '')
  return /^app-upgrade[@-].*\.service$/.test(unit) ? unit.replace(/@.*\./, '@.') : null
}
