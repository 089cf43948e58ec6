import { posix } from 'node:path'
import { isFailure } from '../errors.ts'
import type { ReadsDisk } from '../host/types.ts'
import { linksFollowedMax } from './limits.ts'
import { homeOf } from './rules/paths.ts'
import type { Settings } from './settings.ts'

/**
 * A path, and wherever its links lead: the last one is no link, but the file itself, or where it would be. Only links *at* a path are
 * followed; a link on the way to it stays in the name, for `check-places.ts` to refuse. Null: they lead round in a circle.
 */
export async function linkChain(disk: ReadsDisk, start: string): Promise<readonly [string, ...string[]] | null> {
  const chain: [string, ...string[]] = [start]
  for (let hops = 0, at = start; hops < linksFollowedMax; hops++) {
    const target = (await disk.look(at))?.kind === 'symlink' ? await disk.readLink(at) : null
    if (target === null) return chain
    at = posix.resolve(posix.dirname(at), target)
    chain.push(at)
  }
  return null
}

/**
 * A layout without a home of its own replaces files where they are: a public path that is a link stands for the file that it leads to, which is
 * replaced, while the link stays as it is (formats.md S7). One with a home makes every public path a link of its own.
 */
export async function withRealFiles<Placed extends Pick<Settings, 'layout' | 'binaries'>>(disk: ReadsDisk, settings: Placed): Promise<Placed> {
  if (homeOf(settings) !== null) return settings
  const [first, ...others] = settings.binaries
  return { ...settings, binaries: [await real(disk, first), ...await Promise.all(others.map((file) => real(disk, file)))] }
}

/** Who may not look there, and what leads nowhere, is told by whoever has to do with the file. */
async function real<File extends { readonly publicPath: string }>(disk: ReadsDisk, file: File): Promise<File> {
  try {
    return { ...file, publicPath: (await linkChain(disk, file.publicPath))?.at(-1) ?? file.publicPath }
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return file
  }
}
