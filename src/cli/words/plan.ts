import type { Plan, PlannedRelease } from '../../upgrade/plan.ts'
import { durationOf } from './figures.ts'
import { tableOf } from './table.ts'

/** A plan on one screen: what would change, what would be restarted, and how it would be judged. `--json` has every field. */
export function textOfPlan(plan: Plan): string {
  return tableOf([
    ['  release', releaseText(plan.to)],
    ['  layout', plan.layout.kind],
    ...plan.files.map((file) => ['  file', `${file.publicPath}: ${short(file.keptSha256)} to ${short(file.newSha256)}`]),
    ...plan.units.map((unit) => ['  unit', `${unit.name}: ${unit.then === 'rest' ? 'stays inactive' : unit.restart}`]),
    ['  probes', ['unit', ...plan.probes.map((probe) => probe.kind)].join(', ')],
    ['  healthy', `steady for ${durationOf(plan.health.steadyMs)}, by ${durationOf(plan.health.deadlineMs)} at the latest`],
    ['  way back', plan.from === null ? 'none: nothing was live before' : `${plan.from.version}, healthy within ${durationOf(plan.rollbackHealth.deadlineMs)}`],
  ])
}

function releaseText(release: PlannedRelease): string {
  return `${release.version}, sha256 ${release.artifactSha256 ?? 'unknown (adopted)'}`
}

function short(sha256: string | null): string {
  return sha256 === null ? 'nothing' : sha256.slice(0, 12)
}
