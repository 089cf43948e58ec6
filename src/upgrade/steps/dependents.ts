import { failure } from '../../errors.ts'
import { unitKind } from '../../formats/unit-kind.ts'
import { unitTrouble } from '../../policy/unit-trouble.ts'
import type { UnitState } from '../../policy/reading.ts'
import type { Plan } from '../plan.ts'
import type { Restarted } from '../ports.ts'
import { stateOrNull } from './patience.ts'
import { isDown } from './restart-unit.ts'
import type { StepPorts } from './step.ts'

/**
 * Units that require one of the plan's stop when it does, and come back with it only as long as its restart goes well (RequiredBy, BoundBy, ConsistsOf of
 * org.freedesktop.systemd1(5)). Whoever ran before must run afterwards: one that does not is started. Null: all run; else who does not, and why.
 */
export async function bringBack(plan: Plan, ports: StepPorts): Promise<string | null> {
  for (const name of plan.dependents ?? []) {
    const why = await startAgain(name, plan, ports)
    if (why !== null) return `unit '${name}', which requires ${await requiredBy(name, plan, ports)}, did not come back: ${why}`
  }
  return null
}

/** As above; thrown. `but`: what is well all the same. */
export async function mustComeBack(plan: Plan, ports: StepPorts, code: 'ROLLED_BACK' | 'STUCK', but: string): Promise<void> {
  const trouble = await bringBack(plan, ports)
  if (trouble !== null) throw failure(code, `${but} ${trouble}`)
}

/** Null: it runs. With a job it is on its way, and a start waits for that; one that only rests is told of. */
export async function startAgain(name: string, plan: Plan, ports: StepPorts): Promise<string | null> {
  const before = await ports.service.state(name)
  if (isUp(before) && before.job === undefined) return null
  if (before.activeState === 'failed') await ports.service.resetFailed(name)
  const ended = await ports.service.job(name, 'start', ports.clock.deadline(plan.restartTimeoutMs))
  const after = await stateOrNull(name, ports)
  // At boot the manager starts it later, by itself.
  if (ended.result !== 'deferred' && (ended.result !== 'done' || after === null || !isUp(after))) return why(ended, after)
  if (ended.result === 'done' && isDown(before)) await ports.note({ entry: 'noted', about: 'started', unit: name })
  return null
}

/** With a version that stays nobody starts what hangs on it: that is told, and owed by whoever goes on from there. At boot nothing has run yet. */
export async function noteLeftDown({ dependents = [] }: Plan, ports: StepPorts): Promise<void> {
  for (const name of dependents) {
    const state = await stateOrNull(name, ports)
    if (state !== null && isDown(state) && state.invocationId !== '') await ports.note({ entry: 'noted', about: 'left-down', unit: name, invocation: state.invocationId })
  }
}

/** A socket of which nothing changes rests, and must listen before its service starts: a snapshot of the data may have stopped both. What does not is found in the end, and a timer or a path is started only then. */
export async function listenAgain(plan: Plan, ports: StepPorts): Promise<void> {
  for (const name of doorsAtRest(plan)) await startAgain(name, plan, ports)
}

export function doorsAtRest({ units, dependents = [] }: Plan): readonly string[] {
  return units.filter(({ name, then }) => then === 'rest' && unitKind(name) !== 'trigger' && dependents.includes(name)).map(({ name }) => name)
}

function isUp({ activeState }: UnitState): boolean {
  return activeState === 'active' || activeState === 'reloading'
}

function why({ result, because }: Restarted, after: UnitState | null): string {
  const trouble = after === null || isUp(after) ? null : unitTrouble(after, { name: after.name, invocationId: '', mainStartedUs: 0 })
  if (because !== undefined) return `a unit that it requires failed: ${because}`
  return trouble ?? `its start ended with '${result}'`
}

/** For people: through which unit it hangs on ours. */
async function requiredBy(name: string, { units, dependents = [] }: Plan, ports: StepPorts): Promise<string> {
  for (const other of [...units.map((unit) => unit.name), ...dependents]) if ((await stateOrNull(other, ports))?.requiredBy?.includes(name) === true) return `'${other}'`
  return units.map((unit) => `'${unit.name}'`).join(' or ')
}
