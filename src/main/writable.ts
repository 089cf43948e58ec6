import { posix } from 'node:path'
import { checkPlaces } from '../config/check-places.ts'
import { packageOwned } from '../drivers/gates/package-owned.ts'
import { unwritable } from '../drivers/gates/unwritable.ts'
import { directoriesWritten, notLedTo, type WrittenDirectory } from '../drivers/layouts/where.ts'
import { failure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import type { Writability } from '../host/types.ts'
import { openApp, type App } from './app.ts'
import { askForTime } from './ask-for-time.ts'
import { commandsFor } from './service.ts'

/** Before anything is fetched: whether it could be used, and the time that it may take. */
export async function prepareToFetch(app: Pick<App, 'settings'>): Promise<void> {
  await refuseUnwritable(app)
  await askForTime(app.settings.limits.downloadMs)
}

/** Whether files can be exchanged at all where this app's files lie (formats.md S6), and put back. Throws what stands in the way. */
export async function refuseUnwritable({ settings }: Pick<App, 'settings'>): Promise<void> {
  const found = await notLedTo(machine.disk, settings.layout, settings.binaries)
  if (found !== null) throw failure('REFUSED', `what runs as '${found.file}' could not be kept: '${found.publicPath}' does not lead to it`, { next: `let it: ln -s ${found.file} ${found.publicPath}` })
  for (const directory of [...await directoriesWritten(machine.disk, settings.layout, settings.binaries), ...companionDirectories(settings), ...recordDirectories(settings)]) {
    const { path, state } = await writability(directory)
    if (state === 'yes') continue
    await refuseOwned(settings.binaries)
    throw unwritable({ directory: path, state }, { uid: machine.facts.uid, unit: await ourUnit(), container: await machine.facts.container() })
  }
}

/**
 * A drop-in's directory, and others that only our files are in, are made by whoever lays the first of them down. Not so in /etc: only what is there can be opened
 * for our units, which see the rest of it read-only.
 */
export function companionDirectories({ companions }: Pick<App['settings'], 'companions'>): readonly WrittenDirectory[] {
  const paths = new Set(companions.map(({ to }) => posix.dirname(`${to}${to.endsWith('/') ? 'x' : ''}`)))
  return [...paths].map((path) => ({ path, ifMissing: path.startsWith('/etc/') && !path.endsWith('.d') ? 'needed' : 'made' }))
}

/** What is said of an upgrade afterwards could not be taken back, and would be owed for ever where nobody can write it. */
export function recordDirectories({ buildInfo }: Pick<App['settings'], 'buildInfo'>): readonly WrittenDirectory[] {
  return buildInfo === null ? [] : [{ path: posix.dirname(buildInfo.file), ifMissing: 'needed' }]
}

/** A file of a package would be refused however writable its directory were made: that is said first, and the remedy is another (failures.md E41). */
async function refuseOwned(files: App['settings']['binaries']): Promise<void> {
  const said = await packageOwned(machine.disk, await commandsFor('none')).ask({ files }, new AbortController().signal)
  if (said.kind === 'no' && said.overridable === 'no') throw failure('REFUSED', said.reason, { next: said.next })
}

/** For `doctor`: the links too, by which the settings name the files. */
export async function lookAtPlaces(app: App): Promise<string> {
  const { settings, places: { owner } } = await openApp(app.name)
  await checkPlaces(machine.disk, settings, owner)
  await refuseUnwritable(app)
  return `only ${owner === 0 ? 'root' : 'root and you'} can change what lies on the way to the files, and files can be replaced there`
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
