import { posix } from 'node:path'
import type { ReadsDisk } from '../../host/types.ts'
import { diversionsBytesMax, listsAtOnce, packageListBytesMax, packagesMax } from './limits.ts'

const database = '/var/lib/dpkg'
const info = posix.join(database, 'info')

/**
 * Which of these paths belong to Debian packages, read from dpkg's own files, as `dpkg-query -S` does: it works while another dpkg
 * runs. The lists are searched as bytes: a desktop has a million lines of them, and they are read before every upgrade.
 */
export async function dpkgOwners(disk: ReadsDisk, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const lists = ((await disk.list(info)) ?? []).filter((name) => name.endsWith('.list')).slice(0, packagesMax)
  const wanted = lists.length === 0 ? [] : wantedLines(paths, await diversionsIn(disk))
  const owners = new Map<string, string>()
  for (let at = 0; at < lists.length; at += listsAtOnce) {
    const found = await Promise.all(lists.slice(at, at + listsAtOnce).map((list) => ownedIn(disk, list, wanted)))
    for (const [path, owner] of found.flat()) if (!owners.has(path)) owners.set(path, owner)
  }
  return owners
}

/** A line of a list that means: this path is owned. */
interface WantedLine {
  readonly path: string
  readonly line: Buffer
  /** The package whose list counts, or does not count, in spite of the line; null: every package's does. */
  readonly only: { readonly name: string; readonly counts: 'alone' | 'not' } | null
}

function wantedLines(paths: readonly string[], diversions: readonly Diversion[]): readonly WantedLine[] {
  return paths.flatMap((path) => spellings(path).flatMap((spelling) => {
    const away = diversions.find((one) => one.from === spelling)
    const hither = diversions.filter((one) => one.to === spelling)
    return [
      { path, line: lineOf(spelling), only: away === undefined ? null : { name: away.by, counts: 'alone' as const } },
      ...hither.map((one) => ({ path, line: lineOf(one.from), only: { name: one.by, counts: 'not' as const } })),
    ]
  }))
}

function lineOf(path: string): Buffer {
  return Buffer.from(`\n${path}\n`)
}

async function ownedIn(disk: ReadsDisk, list: string, wanted: readonly WantedLine[]): Promise<readonly (readonly [string, string])[]> {
  const owner = list.slice(0, -'.list'.length)
  const bare = owner.split(':')[0]
  const bytes = await disk.read(posix.join(info, list), packageListBytesMax)
  const text = bytes === null ? Buffer.alloc(0) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return wanted
    .filter(({ only }) => only === null || (only.name === bare) === (only.counts === 'alone'))
    // The first line has no line feed before it.
    .filter(({ line }) => text.includes(line) || text.subarray(0, line.length - 1).equals(line.subarray(1)))
    .map(({ path }) => [path, owner] as const)
}

/** With a merged /usr, a file of /usr/bin may be listed as /bin, and the other way round. */
function spellings(path: string): readonly string[] {
  if (/^\/(?:bin|sbin|lib|lib32|lib64|libx32)\//.test(path)) return [path, `/usr${path}`]
  return /^\/usr\/(?:bin|sbin|lib|lib32|lib64|libx32)\//.test(path) ? [path, path.slice('/usr'.length)] : [path]
}

/** Everybody's `from` lies at `to`, except for the package that asked for it (dpkg-divert(1)). */
interface Diversion { readonly from: string; readonly to: string; readonly by: string }

/** Three lines each: the path, where it goes instead, and the package that keeps the path (`:` for the administrator). */
async function diversionsIn(disk: ReadsDisk): Promise<readonly Diversion[]> {
  const bytes = await disk.read(posix.join(database, 'diversions'), diversionsBytesMax)
  const lines = bytes === null ? [] : Buffer.from(bytes).toString('utf8').split('\n').filter((line) => line !== '')
  const diversions: Diversion[] = []
  for (let at = 0; at + 2 < lines.length; at += 3) diversions.push({ from: lines[at] ?? '', to: lines[at + 1] ?? '', by: lines[at + 2] ?? '' })
  return diversions
}
