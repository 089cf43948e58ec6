import { posix } from 'node:path'
import { directoriesWritten, type WrittenDirectory } from '../drivers/layouts/where.ts'
import { machine } from '../host/machine.ts'
import type { App } from './app.ts'

/** Where an upgrade of this app exchanges names, whatever the release. */
export async function changedDirectories({ settings }: Pick<App, 'settings'>): Promise<readonly WrittenDirectory[]> {
  return [...await directoriesWritten(machine.disk, settings.layout, settings.binaries), ...companionDirectories(settings), ...recordDirectories(settings)]
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
