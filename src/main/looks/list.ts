import { posix } from 'node:path'
import { releasesOnDisk, runsFrom } from '../../drivers/layouts/prune.ts'
import { releasesIn } from '../../drivers/layouts/where.ts'
import { machine } from '../../host/machine.ts'
import { treeOf } from '../../upgrade/admit/directory-tree.ts'
import { lastUse, ranBefore, ranHere, type RanRelease } from '../../upgrade/memory/ran-here.ts'
import { foundIll, type TransactionRecord } from '../../upgrade/memory/records.ts'
import type { ListReport, ReleaseItem } from '../../upgrade/report.ts'
import { openAppHere, type App } from '../app.ts'
import { askNobody, liveState, type LiveState } from '../live.ts'
import { isLive, wayTo } from '../back/way-back.ts'

/** A release as it lies here: in a directory of its own, or (in place) as files beside the live ones, or as those themselves. */
interface Lying { readonly directory: string; readonly files: readonly string[] }

/** Everything that could be run without a source. Names and sizes are everybody's to know, how it came to be is the owner's. */
export async function list(name: string): Promise<ListReport> {
  const app = await openAppHere(name)
  const state = await liveState(app, askNobody)
  const seen = await machine.seenExecuting()
  const items: ReleaseItem[] = []
  for (const lying of await lyingHere(app, state)) items.push({ ...await said(app, state, lying), running: lying.files.length > 0 ? await anyOf(lying.files, seen) : await runsFrom(machine.disk, lying.directory, seen) })
  return { app: name, releases: items.toSorted(byUse), notes: state.readable === 'yes' ? [] : ['which of them can be returned to, only root may read'] }
}

async function lyingHere({ settings, places }: App, { live, records }: LiveState): Promise<readonly Lying[]> {
  const releases = releasesIn(settings.layout, places.releases)
  const found = (await releasesOnDisk(machine.disk, releases)).map(({ directory }): Lying => ({ directory, files: inPlaceOf(directory) }))
  const named = [live?.directory, live === null ? undefined : ranBefore(records, live)?.directory].filter((directory) => directory !== undefined)
  const beside = [...new Set(named)].filter((directory) => !found.some((one) => one.directory === directory)).map((directory): Lying => ({ directory, files: inPlaceOf(directory) }))
  return [...found, ...beside.filter(({ files }) => files.length > 0)]

  /** In place nobody executes what was staged: a copy of it is live, or lies beside what is. */
  function inPlaceOf(directory: string): readonly string[] {
    if (settings.layout.kind === 'links' || live === null) return []
    if (isOf(directory, live.directory, ranHere(records).find((one) => isLive(one, live)))) return settings.binaries.map(({ publicPath }) => publicPath)
    const before = ranBefore(records, live)
    return before !== null && isOf(directory, before.directory, ranHere(records).find(({ version }) => version === before.version)) ? settings.binaries.map(({ publicPath }) => `${publicPath}.prev`) : []
  }
}

function isOf(directory: string, named: string, laid: RanRelease | undefined): boolean {
  return directory === (laid?.directory ?? named)
}

async function anyOf(files: readonly string[], seen: (path: string) => Promise<'yes' | 'no' | 'unknown'>): Promise<'yes' | 'no' | 'unknown'> {
  const answers = await Promise.all(files.map(seen))
  return answers.find((answer) => answer === 'yes') ?? answers.find((answer) => answer === 'unknown') ?? 'no'
}

async function said(app: App, state: LiveState, lying: Lying): Promise<Omit<ReleaseItem, 'running'>> {
  const { directory } = lying
  const version = ranHere(state.records).find((one) => one.directory === directory)?.version ?? triedIn(state.records, directory) ?? posix.basename(directory).replace(/~.*$/, '')
  return { version, state: await stateOf(app, state, directory), sizeBytes: await sizeOf(lying), sinceMs: sinceMs(state, directory), directory }
}

async function stateOf(app: App, { live, records, readable }: LiveState, directory: string): Promise<ReleaseItem['state']> {
  const release = ranHere(records).find((one) => one.directory === directory)
  if (live?.directory === directory || (release !== undefined && isLive(release, live))) return 'live'
  if (readable === 'no') return 'unknown'
  const tried = records.findLast(({ state }) => state?.plan.to.directory === directory && state.begun.includes('swap'))
  if (tried !== undefined && foundIll([tried]).length > 0) return 'failed'
  if (release === undefined) return 'unused'
  if ((await wayTo(app, release)).kind === 'broken') return 'damaged'
  return live !== null && ranBefore(records, live)?.version === release.version ? 'kept' : 'older'
}

function triedIn(records: readonly TransactionRecord[], directory: string): string | null {
  return records.findLast(({ state }) => state?.plan.to.directory === directory)?.state?.plan.to.version ?? null
}

/** When the live one became live; when another one last ran, or was tried. */
function sinceMs({ live, records }: LiveState, directory: string): number | null {
  const release = ranHere(records).find((one) => one.directory === directory)
  const became = live !== null && release !== undefined && isLive(release, live) ? records.findLast(({ state }) => state?.closed?.outcome === 'upgraded' && state.plan.to.version === live.version) : undefined
  return became?.state?.latestAtMs ?? lastUse(records).get(directory) ?? null
}

async function sizeOf({ directory, files }: Lying): Promise<number> {
  const staged = (await treeOf(machine.disk, directory)).filter(({ facts }) => facts.kind === 'file')
  if (staged.length > 0) return staged.reduce((sum, { facts }) => sum + facts.sizeBytes, 0)
  const sizes = await Promise.all(files.map(async (path) => (await machine.disk.look(path))?.sizeBytes ?? 0))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** The live one first, then the last to run; what nobody recorded stands last. */
function byUse(one: ReleaseItem, other: ReleaseItem): number {
  if ((one.state === 'live') !== (other.state === 'live')) return one.state === 'live' ? -1 : 1
  return (other.sinceMs ?? 0) - (one.sinceMs ?? 0)
}
