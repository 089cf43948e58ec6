import { posix } from 'node:path'
import { isFailure } from '../../errors.ts'
import type { Disk } from '../../host/types.ts'
import { isBundle, restingName } from './bundle-name.ts'
import { ensureDirectory, replaceFile } from '../durable.ts'

export interface RestTools {
  readonly disk: Disk
  /** Also what somebody else may still write to. */
  readonly remove: (path: string) => Promise<void>
}
/** What is written beside it: for people, and for machines. */
export interface Account { readonly text: string; readonly json: string }

/**
 * Moves a bundle out of the inbox, with the account of what became of it beside it. The account is written first: whoever finds the bundle finds out why it lies there.
 * One of the same name that lies there already makes room. Answers its new path.
 */
export async function layToRest(from: string, directory: string, account: (path: string) => Account, { disk, remove }: RestTools): Promise<string> {
  await ensureDirectory(disk, directory, 0o755)
  const to = posix.join(directory, restingName(posix.basename(from)))
  const { text, json } = account(to)
  await remove(to)
  await replaceFile(disk, reasonOf(to), Buffer.from(text), 0o644)
  await replaceFile(disk, `${to}.json`, Buffer.from(json), 0o644)
  try {
    await disk.rename(from, to)
  } catch (thrown) {
    for (const path of [reasonOf(to), `${to}.json`]) await disk.remove(path)
    throw thrown
  }
  for (const one of [directory, posix.dirname(from)]) await disk.syncDirectory(one)
  return to
}

export interface Keep { readonly releases: number; readonly ageMs: number | null }

/** So many stay, the newest, and none that is older; by when their account was written, which is our own clock's word. */
export async function pruneRestingPlace(directory: string, keep: Keep, nowMs: number, { disk, remove }: RestTools): Promise<void> {
  const names = (await disk.list(directory)) ?? []
  const bundles = new Set(names.map((name) => name.replace(/\.(?:reason|json)$/, '')).filter(isBundle))
  const dated: { readonly path: string; readonly atMs: number }[] = []
  for (const name of bundles) {
    const path = posix.join(directory, name)
    const facts = (await disk.look(reasonOf(path))) ?? (await disk.look(path))
    dated.push({ path, atMs: facts?.modifiedAtMs ?? 0 })
  }
  const newestFirst = dated.toSorted((a, b) => b.atMs - a.atMs)
  const left = newestFirst.filter(({ atMs }, index) => index >= keep.releases || (keep.ageMs !== null && nowMs - atMs > keep.ageMs))
  for (const { path } of left) await forget(path, remove).catch(unlessFailure)
}

/** The bundle first: an account without its bundle is found again by the next look. */
async function forget(path: string, remove: RestTools['remove']): Promise<void> {
  for (const one of [path, `${path}.json`, reasonOf(path)]) await remove(one)
}

/** One that cannot be removed (somebody made it deeper than can be followed) must not keep the others, and their space, for ever. */
function unlessFailure(thrown: unknown): void {
  if (!isFailure(thrown)) throw thrown
}

const reasonOf = (path: string): string => `${path}.reason`
