import { unitKind } from '../../formats/unit-kind.ts'
import type { UnitState } from '../../policy/reading.ts'
import { filesFound } from '../laid-down.ts'
import type { Plan, PlannedUnit } from '../plan.ts'
import { isDown } from './restart-unit.ts'
import { runsSince, type RunsSince, type RunsVerdict, type UnitSince } from './runs-since.ts'
import type { StepPorts } from './step.ts'
import { tookPlace } from './took-place.ts'

/** What is asked here for; the journal may lack what an earlier version of this program did not write. */
type Looking = Pick<StepPorts, 'layout' | 'service' | 'latch' | 'others' | 'process'>

/** Whether our restart has begun, which is in the journal before it happens, or the daemon was stopped for the sake of its data; and nothing has put them back since. */
export function mayBeOwed(plan: Plan, { others }: Pick<StepPorts, 'others'>): boolean {
  if (plan.data?.undo !== 'snapshot' || others?.restored === 'yes') return false
  return others?.restoring === 'yes' || (others?.begun?.includes('restart') === true && plan.units.some(({ then }) => then === 'restart' || then === 'start'))
}

/** Who may have written to the daemon's data since our restart began. A service manager that does not answer is a failure, and never a guess. */
export async function whoRan(plan: Plan, ports: Looking): Promise<RunsVerdict> {
  const units = await unitsSince(plan, ports)
  // At boot nothing has run, and whatever else there is to ask may not answer yet.
  const seen = units.some(({ invocation }) => invocation !== '') ? await filesAndLife(plan, ports) : ({ files: 'other', life: 'another' } as const)
  return runsSince({ ...seen, latch: (await ports.latch?.state(plan)) ?? 'open', stopped: stoppedIn(ports), units })
}

/**
 * By evidence: our restart of a unit that is restarted, which is in the journal before it happens; or a unit that is not the run of before (its Restart= may
 * have been quicker than we). That only while the process lives that saw it: whatever runs later, or ran before a power cut, may be the kept version, started
 * by us, by the boot or by a person, and what it wrote must not be lost for a guess.
 */
export async function whoMayHaveRun(plan: Plan, ports: StepPorts): Promise<RunsVerdict> {
  if (!tookPlace('swap', ports)) return { kind: 'nobody' }
  if (mayBeOwed(plan, ports)) return whoRan(plan, ports)
  if (ports.process === 'earlier') return { kind: 'nobody' }
  for (const unit of plan.units) if (isAnotherRun(plan, unit, await ports.service.state(unit.name))) return { kind: 'ours' }
  return { kind: 'nobody' }
}

function isAnotherRun({ health, dependents = [] }: Plan, { name, then }: PlannedUnit, { activeState, invocationId }: UnitState): boolean {
  // A socket that goes on listening rests, too, and is no run of anything.
  if (then === 'rest') return activeState !== 'inactive' && !dependents.includes(name)
  const before = health.before.find((one) => one.name === name)
  return before !== undefined && before.invocationId !== invocationId
}

/** The process that has laid them down and restarted knows it; and where the daemon was stopped since, it does not matter. */
async function filesAndLife(plan: Plan, { layout, latch, others, process }: Looking): Promise<Pick<RunsSince, 'files' | 'life'>> {
  if (process !== 'earlier' || others?.restoring === 'yes') return { files: 'new', life: 'same' }
  const files = await filesNow(plan, { layout })
  if (latch === undefined || others?.boot === undefined) return { files, life: 'same' }
  return { files, life: (await latch.life()) === others.boot ? 'same' : 'another' }
}

export async function filesNow(plan: Plan, { layout }: Pick<Looking, 'layout'>): Promise<RunsSince['files']> {
  return filesFound(plan, await layout.inspect(plan)).every(({ newSha256, found }) => found.sha256 === newSha256) ? 'new' : 'other'
}

/** A journal that says no more than that they were stopped: as if none had ever run. */
function stoppedIn({ others }: Looking): RunsSince['stopped'] {
  return others?.runsStopped ?? (others?.restoring === 'yes' ? [] : null)
}

/** Of each unit that has a program. */
export async function unitsSince(plan: Plan, { service }: Pick<Looking, 'service'>): Promise<readonly UnitSince[]> {
  const since: UnitSince[] = []
  for (const { name, restart } of plan.units.filter(isWriter)) {
    const state = await service.state(name)
    // A program that takes itself up again when it is reloaded is another one in the same run.
    const before = restart === 'restart' ? (plan.health.before.find((one) => one.name === name)?.invocationId ?? null) : null
    since.push({ unit: name, invocation: state.invocationId, before, isDown: isDown(state) ? 'yes' : 'no' })
  }
  return since
}

const isWriter = ({ name }: PlannedUnit): boolean => unitKind(name) === 'service'
