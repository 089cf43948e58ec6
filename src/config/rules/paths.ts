import { posix } from 'node:path'
import { isPrintable, quoted } from '../../formats/printable.ts'
import { pathBytesMax } from '../limits.ts'
import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'
import type { ManagedFile } from '../settings.ts'

/** Where the files go: `layout.home` and the public paths (failures.md E37, E38). Pure; `check-places.ts` looks at the disk. */
export function pathMistakes(settings: Meaning): readonly Mistake[] {
  return [...homeMistakes(settings), ...settings.binaries.flatMap(fileMistakes), ...collisions(settings), ...memberMistakes(settings)]
}

/** Null for a layout that has none. */
export function homeOf(settings: Pick<Meaning, 'layout'>): string | null {
  const home = settings.layout['home']
  return typeof home === 'string' ? home : null
}

function homeMistakes(settings: Meaning): readonly Mistake[] {
  const home = homeOf(settings)
  const says = home === null ? null : homeFault(home)
  return says === null ? [] : [{ path: ['layout', 'home'], says }]
}

function homeFault(home: string): string | null {
  return pathFault(home) ?? (systemDirectories.has(home) ? `${quoted(home, 80)} is a directory of the system; give the app one of its own, like /opt/<app>` : null)
}

/** A home there would put `releases` and `current` among other people's files. */
export const systemDirectories: ReadonlySet<string> = new Set([
  '/bin', '/boot', '/etc', '/home', '/lib', '/lib64', '/media', '/mnt', '/opt', '/root', '/sbin', '/srv', '/usr', '/usr/bin', '/usr/lib', '/usr/lib64',
  '/usr/libexec', '/usr/local', '/usr/local/bin', '/usr/local/lib', '/usr/local/sbin', '/usr/sbin', '/usr/share', '/var', '/var/cache', '/var/lib', '/var/log', '/var/opt',
])

/** These do not survive a reboot, or are no file systems at all: a rename there is not durable. */
const fleeting = ['/dev', '/proc', '/run', '/sys', '/tmp', '/var/run', '/var/tmp']

/** What is wrong with a path that shall hold programs; null when nothing is. */
export function pathFault(path: string): string | null {
  if (!path.startsWith('/')) return `${quoted(path, 80)} is relative; write the whole path, from /`
  if (path === '/') return 'is the root of the file system'
  if (Buffer.byteLength(path) > pathBytesMax) return `is longer than ${pathBytesMax} bytes`
  if (!isPrintable(path)) return `${quoted(path, 80)} has a character that cannot be seen`
  if (path.split('/').some((part) => part === '..' || part === '.')) return `${quoted(path, 80)} has '.' or '..' in it; write the path that is meant`
  if (posix.normalize(path) !== path || path.endsWith('/')) return `${quoted(path, 80)} has a slash too many`
  const under = fleeting.find((directory) => path === directory || path.startsWith(`${directory}/`))
  return under === undefined ? null : `${quoted(path, 80)} is below ${under}, which does not survive a reboot`
}

/** What the layouts call the unfinished and the kept files beside a public path: whatever has such a name is removed by them. */
const ours = ['.upgrading', '.kept', '.prev']

export function endingFault(path: string): string | null {
  const ending = ours.find((one) => path.endsWith(one))
  return ending === undefined ? null : `${quoted(path, 80)} ends in '${ending}', as the files do that app-upgrade itself makes and removes`
}

function fileMistakes({ name, publicPath }: ManagedFile): readonly Mistake[] {
  return [nameFault(name), pathFault(publicPath) ?? endingFault(publicPath)].filter((says) => says !== null).map((says) => ({ path: ['layout', 'files', name], says }))
}

/** A name is a path inside the release: `jacod`, `bin/relay`. */
export function nameFault(name: string): string | null {
  if (name === '') return 'the name is empty'
  if (name.startsWith('/')) return `${quoted(name, 80)} begins with a slash; it is the file's path inside the release`
  if (!isPrintable(name) || Buffer.byteLength(name) > pathBytesMax) return `${quoted(name, 80)} cannot be a file's name`
  if (name.includes('\\')) return `${quoted(name, 80)} has a backslash`
  const parts = name.split('/')
  return parts.some((part) => part === '..' || part === '.' || part === '') ? `${quoted(name, 80)} has '.', '..' or an empty part in it` : null
}

/** Two files at one path would overwrite each other, and a file inside the home would lead the links round in a circle. */
function collisions(settings: Meaning): readonly Mistake[] {
  const home = homeOf(settings)
  const ownHome = home === null || homeFault(home) !== null ? null : home
  return settings.binaries.flatMap(({ name, publicPath }, index) => {
    const says = collision(publicPath, settings.binaries, index) ?? (ownHome === null || !isWithin(publicPath, ownHome) ? null : `${quoted(publicPath, 80)} lies inside the home ${quoted(ownHome, 80)}; the public path is a link that leads there`)
    return says === null ? [] : [{ path: ['layout', 'files', name], says }]
  })
}

function collision(publicPath: string, files: Meaning['binaries'], index: number): string | null {
  const earlier = files.slice(0, index).find((other) => other.publicPath === publicPath)
  if (earlier !== undefined) return `${quoted(publicPath, 80)} is already the place of ${quoted(earlier.name, 80)}`
  const above = files.find((other) => publicPath.startsWith(`${other.publicPath}/`))
  return above === undefined ? null : `${quoted(publicPath, 80)} lies below ${quoted(above.publicPath, 80)}, which is a file`
}

export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`)
}

function memberMistakes(settings: Meaning): readonly Mistake[] {
  const { keep, members } = settings.archive
  const listed = members ?? []
  const odd = listed.flatMap((member, index): readonly Mistake[] => {
    const says = nameFault(member)
    return says === null ? [] : [{ path: ['archive', 'members', index], says }]
  })
  const absent = members === null ? [] : settings.binaries.filter(({ name }) => !listed.includes(name))
  const homeless = keep === 'tree' && homeOf(settings) === null
  return [
    ...odd,
    ...absent.map(({ name }) => ({ path: ['archive', 'members'], says: `${quoted(name, 80)} is one of [layout] files, and not in this list` })),
    ...(homeless ? [{ path: ['archive', 'keep'], says: `'tree' needs a layout with a home of its own; ${quoted(settings.layout.kind, 40)} replaces single files` }] : []),
  ]
}
