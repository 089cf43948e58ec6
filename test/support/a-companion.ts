import type { PlannedCompanion } from '../../src/upgrade/plan.ts'
import { digest, fileAt, type DiskState } from './simulated-disk.ts'

/** Not where the drop-ins are: to make a directory there would make durable what `keep` did. */
const units = '/usr/local/lib/systemd/system'
const newDirectory = '/etc/systemd/system/acme.service.d'

/** What acme brings along. `both`: its content changes. `new`: nothing lies there yet, not even its directory. `gone`: the new release has none. */
const travelling: readonly { readonly name: string; readonly path: string; readonly what: 'both' | 'new' | 'gone' }[] = [
  { name: 'packaging/acme.service', path: `${units}/acme.service`, what: 'both' },
  { name: 'packaging/10-acme.conf', path: `${newDirectory}/10-acme.conf`, what: 'new' },
  { name: 'packaging/acme-old.socket', path: `${units}/acme-old.socket`, what: 'gone' },
]

export const textOf = (version: string, name: string): Uint8Array => texts.get(`${version} ${name}`) ?? newText(version, name)
const texts = new Map<string, Uint8Array>()
function newText(version: string, name: string): Uint8Array {
  const text = Buffer.from(`# ${name} of ${version}\n[Service]\n`)
  texts.set(`${version} ${name}`, text)
  return text
}

/** From 1.0.0 to the release that lies in this directory. */
export function companionsTo(directory: string, version: string): readonly PlannedCompanion[] {
  return travelling.map(({ name, path, what }) => ({
    name, path, mode: 0o644, uid: 0, gid: 0, isUnitFile: 'yes',
    newPath: what === 'gone' ? null : `${directory}/${name}`, newSha256: what === 'gone' ? null : digest(textOf(version, name)),
    keptSha256: what === 'new' ? null : digest(textOf('1.0.0', name)),
    ...(what === 'new' ? { directories: [newDirectory] } : {}),
  }))
}

/** Which version's companions lie on this disk; `neither` where a file is of none, or some are of the one and some of the other. */
export function companionSide(companions: readonly PlannedCompanion[], disk: DiskState): 'old' | 'new' | 'neither' {
  const found = companions.map((companion) => ({ companion, text: fileAt(disk, companion.path)?.content }))
  const isAll = (which: 'keptSha256' | 'newSha256'): boolean => found.every(({ companion, text }) => (text === undefined ? null : digest(text)) === companion[which])
  return isAll('keptSha256') ? 'old' : isAll('newSha256') ? 'new' : 'neither'
}

/** As a service manager has them in memory once it has read them. */
export function readUnits(companions: readonly PlannedCompanion[], disk: DiskState): string {
  return companions.map(({ path }) => `${path} ${digest(fileAt(disk, path)?.content ?? new Uint8Array())}`).join('\n')
}
