import { isFailure } from '../errors.ts'
import type { Closed, UnitRun } from './journal/entry.ts'
import { isToStay, toUndo, type TransactionState } from './journal/fold.ts'
import type { Plan } from './plan.ts'
import type { Ports } from './ports.ts'
import { shellText } from './shell-text.ts'
import { noteLeftDown } from './steps/dependents.ts'
import { noteLastWords } from './steps/last-words.ts'
import type { StepPorts } from './steps/step.ts'
import { filesNow, mayBeOwed, whoRan } from './steps/who-ran.ts'

/**
 * Before anything is undone by a process that was not there: whoever started the daemon since keeps what it has written (decision 0045). Else nobody shall be
 * able to until its data are back: not the boot, which does not wait for ever, and not a person. Null: that is known now.
 */
export async function lookWhoRan(plan: Plan, ports: StepPorts): Promise<{ readonly thrown: unknown } | null> {
  if (ports.process !== 'earlier' || ports.others?.somebody !== undefined || !mayBeOwed(plan, ports)) return null
  try {
    const verdict = await whoRan(plan, ports)
    if (verdict.kind === 'ours') await shut(plan, ports)
    if (verdict.kind === 'somebody') await ports.note({ entry: 'noted', about: 'somebody', ...verdict.run, live: await filesNow(plan, ports) })
    return null
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return { thrown }
  }
}

/** What could not be put back is not started on: by nobody, until somebody has seen to it. A run that is somebody's own is left to them. */
export async function keepDown(state: TransactionState, ports: Ports): Promise<void> {
  const isOwed = mayBeOwed(state.plan, { others: state }) && state.somebody === undefined && !isToStay(state) && toUndo(state).includes('snapshot')
  if (isOwed) await shut(state.plan, ports)
}

/** A machine that cannot do it has said before that the daemon must not be started. */
async function shut(plan: Plan, { latch, tell }: Ports): Promise<void> {
  try {
    await latch?.shut(plan)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    tell({ kind: 'note', text: `nothing keeps the daemon from being started before its data are back: ${thrown.message}` })
  }
}

/** What a version that stays said last, and who is down with it. */
export async function noteWhatIsLeft(plan: Plan, ports: StepPorts): Promise<void> {
  await noteLastWords(plan, ports)
  await noteLeftDown(plan, ports)
}

/** A version that was not proven, and that nothing takes back. */
export function leftUnproven(state: TransactionState, why: string): Closed {
  const { plan: { to }, somebody, downtimeMs, leftDown = [] } = state
  const reason = somebody === undefined ? becauseItStays(state, why) : becauseOfSomebody(state, why)
  return { entry: 'closed', outcome: 'stuck', running: to.version, reason: `${reason}${alsoDown(leftDown)}`, downtimeMs }
}

/** Nobody shall look for what went wrong in them, or wait for them in vain. */
function alsoDown(units: readonly UnitRun[]): string {
  const names = units.map(({ unit }) => `'${unit}'`).join(', ')
  return units.length === 0 ? '' : `. Down with it, because required: ${names}; the next upgrade or rollback that goes well starts ${units.length === 1 ? 'it' : 'them'} again`
}

/** Loudly, and with what is to be done: nothing will happen by itself. */
function becauseItStays({ plan: { app, from, to } }: TransactionState, why: string): string {
  const back = from === null ? '' : `; or put the data back by hand, and then: app-upgrade rollback ${app} --force`
  return `${why}; ${to.version} may have migrated the data of '${app}' and stays in its place, unproven, because on_migration is 'stay'. Mend it with a newer release${back}`
}

/** What they may have written is worth more than a way back that nobody asked for. */
function becauseOfSomebody({ plan: { app, from, to, data }, somebody }: TransactionState, why: string): string {
  const restore = data?.undo === 'snapshot' ? ` (${shellText(data.restore)})` : ''
  const back = from === null ? '' : ` To go back to ${from.version}: stop ${somebody?.unit ?? 'it'}, put the snapshot back by hand${restore}, then: app-upgrade rollback ${app} --force`
  return `${why}; since then unit '${somebody?.unit ?? ''}' was started by something else than this upgrade (its run ${somebody?.invocation ?? ''}), and what ${to.version} has written would be lost if its snapshot were put back now: nothing was undone, and ${to.version} stays in its place, unproven. If it is well, the next upgrade goes on from it.${back}`
}
