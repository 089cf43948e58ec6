import type { HealthRule } from '../policy/reading.ts'
import type { LiveRelease } from './live.ts'
import type { DriverSettings, Plan, PlannedCompanion, PlannedFile } from './plan.ts'
import { judgedUnits, plannedDependents, plannedUnits, runsBefore, type DependentNow, type UnitNow } from './planned-units.ts'
import type { Admitted, AdmittedFile } from './run.ts'
import { invariant } from '../errors.ts'

/** Everything a plan is made from, already read: making it is a pure function, with golden files for tests. */
export interface PlanInputs {
  readonly transaction: string
  readonly app: string
  readonly nowMs: number
  readonly actor: string
  readonly reason: string | null
  readonly way: 'on' | 'back'
  readonly live: LiveRelease | null
  readonly admitted: Admitted
  readonly files: readonly { readonly name: string; readonly publicPath: string }[]
  /** What travels with them. Absent: nothing does. */
  readonly companions?: readonly PlannedCompanion[]
  readonly owner: { readonly uid: number; readonly gid: number }
  readonly layout: DriverSettings
  readonly units: readonly UnitNow[]
  /** Absent: nobody requires one of them. */
  readonly dependents?: readonly DependentNow[]
  readonly probes: readonly (DriverSettings & { readonly name: string })[]
  readonly coordination: DriverSettings
  readonly health: Budget
  readonly rollback: Budget
  readonly restartTimeoutMs: number
  readonly keepReleases: number
  readonly keepMs: number | null
  readonly letGo: readonly string[]
  readonly probation: NonNullable<Plan['probation']>
}
export interface Budget { readonly deadlineMs: number; readonly deadlineMaxMs?: number; readonly steadyMs: number; readonly restartsMax: number }

export function makePlan(inputs: PlanInputs): Plan {
  const { admitted, live } = inputs
  const files = inputs.files.map((file) => plannedFile(file, inputs))
  const [first, ...rest] = files
  invariant(first !== undefined, 'a plan without files')
  return {
    schema: 1,
    transaction: inputs.transaction,
    app: inputs.app,
    madeAtMs: inputs.nowMs,
    actor: inputs.actor,
    reason: inputs.reason,
    ...(inputs.way === 'back' ? { way: inputs.way } : {}),
    from: live === null ? null : { version: live.version, artifactSha256: live.artifactSha256, directory: keptDirectory(live, files, admitted) },
    to: { version: admitted.version, artifactSha256: admitted.sha256, directory: admitted.directory },
    files: [first, ...rest],
    ...(inputs.companions === undefined || inputs.companions.length === 0 ? {} : { companions: inputs.companions }),
    layout: inputs.layout,
    units: plannedUnits(inputs.units),
    ...plannedDependents(inputs.units, inputs.dependents ?? []),
    probes: inputs.probes,
    coordination: inputs.coordination,
    health: rule({ ...inputs, units: judgedUnits(inputs.units) }, inputs.health, 'restart'),
    // What the new release does not have any more runs again.
    rollbackHealth: rule(inputs, inputs.rollback, 'restart', 'stop'),
    restartTimeoutMs: inputs.restartTimeoutMs,
    keepReleases: inputs.keepReleases,
    ...(inputs.keepMs === null ? {} : { keepMs: inputs.keepMs }),
    letGo: inputs.letGo,
    ...probationOf(inputs),
  }
}

function plannedFile(file: { readonly name: string; readonly publicPath: string }, inputs: PlanInputs): PlannedFile {
  const admitted: AdmittedFile | undefined = inputs.admitted.files.find((one) => one.name === file.name)
  invariant(admitted !== undefined, `'${file.name}' was not admitted`)
  return {
    name: file.name,
    publicPath: file.publicPath,
    newPath: admitted.path,
    newSha256: admitted.sha256,
    mode: admitted.mode,
    uid: inputs.owner.uid,
    gid: inputs.owner.gid,
    keptSha256: inputs.live?.sha256.get(file.publicPath) ?? null,
  }
}

/**
 * A release that was placed by hand and calls itself what the new one is called would be laid down over it, and take away what was verified. The
 * same bytes under the same name are one release, and stay where they are.
 */
function keptDirectory(live: LiveRelease, files: readonly PlannedFile[], admitted: Admitted): string {
  const other = files.find((file) => file.keptSha256 !== null && file.keptSha256 !== file.newSha256)
  const clashes = live.directory === admitted.directory && other !== undefined
  return clashes ? `${live.directory}~${other.keptSha256?.slice(0, 12) ?? ''}` : live.directory
}

/**
 * None when it is switched off, and where nothing was started whose crash could tell anything. Who went back is told only: behind him lies the version
 * that was just left, and to roll back to that one by itself would be to go to and fro.
 */
function probationOf({ probation, units, way }: PlanInputs): Pick<Plan, 'probation'> {
  if (probation.forMs === 0 || runsBefore(judgedUnits(units), 'restart').length === 0) return {}
  return { probation: way === 'back' ? { forMs: probation.forMs, then: 'tell' } : probation }
}

function rule(inputs: PlanInputs, budget: Budget, ...watched: Parameters<typeof runsBefore>[1][]): HealthRule {
  const before = runsBefore(inputs.units, ...watched)
  // Probes of a daemon that rests would only say that it rests.
  return { ...budget, before, probes: before.length === 0 ? [] : inputs.probes.map((probe) => probe.name) }
}
