import { posix } from 'node:path'
import type { ReadsDisk } from '../../host/types.ts'
import { diversionsBytesMax, packageListBytesMax, packagesMax } from './limits.ts'

const database = '/var/lib/dpkg'

/**
 * Which of these paths belong to Debian packages, read from dpkg's own files, as `dpkg-query -S` does: it works while another dpkg
 * runs, and for one file list after the other, so that memory stays small. Empty where there is no dpkg.
 */
export async function dpkgOwners(disk: ReadsDisk, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const info = posix.join(database, 'info')
  const lists = ((await disk.list(info)) ?? []).filter((name) => name.endsWith('.list')).slice(0, packagesMax)
  const diversions = await diversionsIn(disk)
  const wanted = new Map(paths.flatMap((path) => spellings(path).map((spelling) => [spelling, path] as const)))
  const owners = new Map<string, string>()
  for (const list of lists) {
    const name = list.slice(0, -'.list'.length)
    for (const listed of await linesOf(disk, posix.join(info, list), packageListBytesMax)) {
      const path = wanted.get(whereItLies(listed, name, diversions))
      if (path !== undefined && !owners.has(path)) owners.set(path, name)
    }
  }
  return owners
}

/** With a merged /usr, a file of /usr/bin may be listed as /bin, and the other way round. */
function spellings(path: string): readonly string[] {
  if (/^\/(?:bin|sbin|lib|lib32|lib64|libx32)\//.test(path)) return [path, `/usr${path}`]
  return /^\/usr\/(?:bin|sbin|lib|lib32|lib64|libx32)\//.test(path) ? [path, path.slice('/usr'.length)] : [path]
}

interface Diversion { readonly to: string; readonly by: string }
type Diversions = ReadonlyMap<string, Diversion>

/** A diverted file lies elsewhere, except for the package that asked for the diversion (dpkg-divert(1)). */
function whereItLies(listed: string, name: string, diversions: Diversions): string {
  const diversion = diversions.get(listed)
  return diversion === undefined || diversion.by === name.split(':')[0] ? listed : diversion.to
}

/** Three lines each: the path, where it goes instead, and the package that keeps the path (`:` for the administrator). */
async function diversionsIn(disk: ReadsDisk): Promise<Diversions> {
  const lines = await linesOf(disk, posix.join(database, 'diversions'), diversionsBytesMax)
  const diversions = new Map<string, Diversion>()
  for (let at = 0; at + 2 < lines.length; at += 3) diversions.set(lines[at] ?? '', { to: lines[at + 1] ?? '', by: lines[at + 2] ?? '' })
  return diversions
}

async function linesOf(disk: ReadsDisk, path: string, bytesMax: number): Promise<readonly string[]> {
  const bytes = await disk.read(path, bytesMax)
  return bytes === null ? [] : Buffer.from(bytes).toString('utf8').split('\n').filter((line) => line !== '')
}
