import { unitKind } from '../../formats/unit-kind.ts'
import type { Plan, PlannedCompanion, PlannedData, PlannedRelease, PlannedUnit } from '../../upgrade/plan.ts'
import { shellText } from '../../upgrade/shell-text.ts'
import { durationOf } from './figures.ts'
import { tableOf } from './table.ts'

/** A plan on one screen: what would change, what would be restarted, and how it would be judged. `--json` has every field. */
export function textOfPlan(plan: Plan): string {
  return tableOf([
    ['  release', releaseText(plan.to)],
    ['  layout', plan.layout.kind],
    ...plan.files.map((file) => ['  file', `${file.publicPath}: ${short(file.keptSha256)} to ${short(file.newSha256)}`]),
    ...(plan.companions ?? []).map((one) => ['  beside', companionText(one)]),
    ...plan.units.map((unit) => ['  unit', `${unit.name}: ${unitText(unit, plan.dependents ?? [])}`]),
    ...dependentsOf(plan).map((name) => ['  unit', `${name}: must run afterwards, too`]),
    ...(plan.data === undefined ? [] : [['  data', dataText(plan.data)]]),
    ['  probes', [...new Set(['unit', ...plan.probes.map(probeText)])].join(', ')],
    ['  healthy', `steady for ${durationOf(plan.health.steadyMs)}, by ${durationOf(plan.health.deadlineMs)} at the latest`],
    ['  way back', wayBackText(plan)],
    ...(plan.buildInfo === undefined ? [] : [['  then', `${plan.buildInfo.file} says what is installed`]]),
  ])
}

/** By the name that messages call it. */
function probeText(probe: Plan['probes'][number]): string {
  return typeof probe['name'] === 'string' ? probe['name'] : probe.kind
}

function wayBackText({ from, data, rollbackHealth }: Plan): string {
  if (from === null) return 'none: nothing was live before'
  if (data?.undo === 'stay') return `${from.version}, until the restart; none from then on`
  return `${from.version}, healthy within ${durationOf(rollbackHealth.deadlineMs)}`
}

function dataText(data: PlannedData): string {
  switch (data.undo) {
    case 'stay': return 'migrated, for good'
    case 'snapshot': return `migrated; snapshot with the daemon ${data.during} (${shellText(data.snapshot)}), put back by: ${shellText(data.restore)}`
  }
}

/** They hang on one of the units, and are none of the app's. */
function dependentsOf({ dependents = [], units }: Plan): readonly string[] {
  return dependents.filter((name) => !units.some((unit) => unit.name === name))
}

function unitText({ name, then, restart }: PlannedUnit, dependents: readonly string[]): string {
  switch (then) {
    case 'rest': return !dependents.includes(name) ? 'stays inactive' : unitKind(name) === 'socket' ? 'goes on listening' : 'goes on'
    case 'stop': return 'stops: the release does not have it any more'
    case 'start': return 'starts: it ran with that release'
    case 'restart': return unitKind(name) === 'trigger' ? 'takes up its new settings' : restart
  }
}

function companionText({ path, newSha256, keptSha256 }: PlannedCompanion): string {
  if (newSha256 === null) return `${path}: goes, ${short(keptSha256)} to nothing`
  return `${path}: ${short(keptSha256)} to ${short(newSha256)}`
}

function releaseText(release: PlannedRelease): string {
  return `${release.version}, sha256 ${release.artifactSha256 ?? 'unknown (adopted)'}`
}

function short(sha256: string | null): string {
  return sha256 === null ? 'nothing' : sha256.slice(0, 12)
}
