import { keptFiles } from '../../drivers/layouts/where.ts'
import { failure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { compareVersions, readVersion } from '../../release/version.ts'
import { ranBefore, ranHere, type RanFile, type RanRelease } from '../../upgrade/memory/ran-here.ts'
import type { Admitted, AdmittedFile } from '../../upgrade/run.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'

/** A release that can be made live again as it lies there, or why it cannot. */
export type Way = { readonly kind: 'whole'; readonly release: RanRelease; readonly files: readonly AdmittedFile[] } | { readonly kind: 'broken'; readonly release: RanRelease; readonly because: string }

/**
 * The release that a rollback leads to: what ran before the live one, or the version that was asked for, if it ran here. Its bytes are compared
 * with what was recorded when they ran. No source is asked, and no network. REFUSED with the versions that can be reached.
 */
export async function chooseWay(app: App, state: LiveState, version: string | null): Promise<Admitted> {
  const candidates = version === null ? justBefore(state) : ranHere(state.records).filter((one) => one.version === (readVersion(version) ?? version))
  const ways: Way[] = []
  for (const release of candidates) {
    const way = await wayTo(app, release)
    if (way.kind === 'whole') return { version: release.version, sha256: release.artifactSha256 ?? '', directory: release.directory, grounds: [`it ran here before${version === null ? ` ${state.live?.version ?? ''}` : ''}`], files: way.files }
    ways.push(way)
  }
  throw await noWay(app, state, version, ways)
}

function justBefore({ live, records }: LiveState): readonly RanRelease[] {
  const before = live === null ? null : ranBefore(records, live)
  if (before === null) return []
  // The same bytes, where they were laid down: in place, what was live had only a name.
  const laid = ranHere(records).find(({ version, files }) => version === before.version && before.files.every((file) => files.some(({ name, sha256 }) => name === file.name && sha256 === file.sha256)))
  return [laid === undefined ? before : { ...before, directory: laid.directory }]
}

/** Every release that ran here, but the live one: the last to run first. */
export async function waysBack(app: App, { live, records }: LiveState): Promise<readonly Way[]> {
  const ways: Way[] = []
  for (const release of ranHere(records)) if (!isLive(release, live)) ways.push(await wayTo(app, release))
  return ways
}

export function isLive({ version, files }: Pick<RanRelease, 'version' | 'files'>, live: LiveState['live']): boolean {
  return live?.version === version && files.every((file) => live.sha256.get(file.publicPath) === file.sha256)
}

/** Compares every byte that an upgrade manages. */
export async function wayTo(app: App, release: RanRelease): Promise<Way> {
  const files: AdmittedFile[] = []
  for (const { name } of app.settings.binaries) {
    const recorded = release.files.find((file) => file.name === name)
    if (recorded === undefined) return { kind: 'broken', release, because: `it had no '${name}'` }
    const found = await whole(app, release, recorded)
    if ('because' in found) return { kind: 'broken', release, because: found.because }
    files.push(found)
  }
  return { kind: 'whole', release, files }
}

async function whole({ settings }: App, { directory }: RanRelease, file: RanFile): Promise<AdmittedFile | { readonly because: string }> {
  const says: string[] = []
  for (const path of keptFiles(settings.layout, directory, file)) {
    const facts = await machine.disk.look(path)
    const sha256 = facts?.kind === 'file' ? await machine.disk.sha256(path) : null
    if (sha256 === file.sha256) return { name: file.name, path, sha256, mode: file.mode }
    says.push(`'${path}' ${sha256 === null ? 'is gone' : 'is not what ran then'}`)
  }
  return { because: says.at(-1) ?? 'nothing was kept of it' }
}

async function noWay(app: App, state: LiveState, version: string | null, broken: readonly Way[]): Promise<Error> {
  const reached = (await waysBack(app, state)).filter((way) => way.kind === 'whole').map(({ release }) => release.version)
  const [first] = broken.flatMap((way) => (way.kind === 'broken' ? [way] : []))
  const fetchable = version ?? first?.release.version ?? null
  const fetch = fetchable === null || readVersion(fetchable) === null ? "'app-upgrade upgrade --to … --force' takes any signed version" : `'app-upgrade upgrade ${app.name} --to ${fetchable} --force' fetches it again`
  const next = reached.length === 0 ? `no release that ran here is still whole; ${fetch}` : `still here, and reached with 'app-upgrade rollback ${app.name} --to …': ${[...new Set(reached)].join(', ')}; ${fetch}`
  return failure('REFUSED', whyNot(app, version, first), { next })
}

function whyNot({ name }: App, version: string | null, broken: Extract<Way, { kind: 'broken' }> | undefined): string {
  if (broken !== undefined) return `version ${broken.release.version} cannot be returned to: ${broken.because}`
  return version === null ? `no release of '${name}' is recorded that ran before the live one` : `no release ${version} of '${name}' is recorded that ran here`
}

/** Held to also by who goes back to a version of their choice: what is known to be unsafe is not reached by mistake. */
export function isBelowMinimum({ settings }: App, version: string): boolean {
  const [minimum, asked] = [settings.release.minimumVersion, readVersion(version)]
  return minimum !== null && asked !== null && compareVersions(asked, minimum) < 0
}
