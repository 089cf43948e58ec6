import { posix } from 'node:path'
import type { CompanionSettings } from '../../config/settings.ts'
import { failure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { laidLast, type LaidBefore } from '../../upgrade/companions/laid-before.ts'
import { planCompanion, type Decided } from '../../upgrade/companions/plan-companion.ts'
import type { Admitted } from '../../upgrade/run.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'
import { theScope } from '../scope.ts'
import { refuseBringing, unitFileAt } from './unit-file.ts'
import { fileThere, lookThere, missingAbove } from './look-there.ts'

/** Of all that travels with an app: more is a mistake in a release or in the settings. */
const companionFilesMax = 1000

/** One file of one `[[file]]` table. */
interface Candidate { readonly name: string; readonly path: string; readonly settings: CompanionSettings }

/** What of the release that is taken goes where, and what goes away with it. */
export async function companionsOn({ settings }: Pick<App, 'settings'>, state: LiveState, admitted: Admitted): Promise<readonly Decided[]> {
  const last = laidLast(state.records)
  const candidates = new Map<string, Candidate>()
  // One by one first: a file that is named itself is meant, whatever directory it is in besides.
  for (const one of settings.companions.toSorted((left, right) => Number(left.from.endsWith('/')) - Number(right.from.endsWith('/')))) {
    for (const candidate of await candidatesOf(one, { state, admitted, last })) if (!candidates.has(candidate.path)) candidates.set(candidate.path, candidate)
  }
  if (candidates.size > companionFilesMax) throw failure('REFUSED', `more than ${companionFilesMax} files would travel with ${admitted.version}`, { next: 'name fewer of them under [[file]]' })
  return Promise.all([...candidates.values()].map((candidate) => decide(candidate, { state, admitted, last })))
}

interface Known { readonly state: LiveState; readonly admitted: Admitted; readonly last: ReadonlyMap<string, LaidBefore> }

async function candidatesOf(settings: CompanionSettings, { state, admitted, last }: Known): Promise<readonly Candidate[]> {
  const { from, to } = settings
  if (!from.endsWith('/')) return [{ name: from, path: to, settings }]
  const directly = (path: string, directory: string): boolean => posix.dirname(path) === posix.dirname(`${directory}x`)
  const coming = (admitted.extras ?? []).filter(({ name }) => directly(name, from)).map(({ name }) => posix.basename(name))
  const live = state.live === null ? [] : (await machine.disk.list(posix.join(state.live.directory, from))) ?? []
  const laid = [...last.keys()].filter((path) => directly(path, to)).map((path) => posix.basename(path))
  return [...new Set([...coming, ...live, ...laid])].toSorted().map((base) => ({ name: posix.join(from, base), path: posix.join(to, base), settings }))
}

async function decide({ name, path, settings }: Candidate, { state, admitted, last }: Known): Promise<Decided> {
  const coming = (admitted.extras ?? []).find((one) => one.name === name) ?? null
  if (coming !== null) refuseBringing(admitted.version, { name, path })
  const found = await lookThere(path)
  return planCompanion({
    name, path, found, coming,
    mode: settings.mode,
    ...theScope().owner,
    isUnitFile: unitFileAt(path),
    last: last.get(path) ?? (found === null || state.live === null ? null : await fileThere(posix.join(state.live.directory, name))),
    rule: settings,
    directories: coming === null ? [] : await missingAbove(path),
    version: admitted.version,
  })
}
