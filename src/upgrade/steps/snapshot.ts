import { failure, type Failure } from '../../errors.ts'
import { lastLines } from '../../formats/first-lines.ts'
import { commandWordsCharactersMax, commandWordsLinesMax } from '../limits.ts'
import type { UnitRun } from '../journal/entry.ts'
import type { Plan, PlannedCommand } from '../plan.ts'
import { shellText } from '../shell-text.ts'
import { isDown } from './restart-unit.ts'
import type { Step, StepPorts } from './step.ts'
import { mustNote, stopAll, stopAndNote } from './stop-for-data.ts'
import { whoMayHaveRun } from './who-ran.ts'

/** The way back for what the new version makes of the daemon's data (decision 0039). */
export const snapshot: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    if (plan.data?.undo !== 'snapshot') return
    const { during, snapshot: command } = plan.data
    // Whoever settles this in another life of the service manager knows by it that what runs there was not started by us.
    if (ports.latch !== undefined) await ports.note({ entry: 'noted', about: 'boot', id: await ports.latch.life() })
    if (during === 'stopped') await stopAll(plan, ports)
    const said = await ports.operator.run(command)
    if (said.status !== 0) throw failure('REFUSED', `the snapshot of the daemon's data could not be taken: ${outcomeOf(command, said)}`, { next: 'run it by hand and see what is wrong; then upgrade again' })
    // What it wrote meanwhile may be in the snapshot, or half of it, or not at all.
    if (during === 'stopped') await refuseStarted(plan, ports, { code: 'REFUSED', meanwhile: 'while the snapshot of its data was taken' })
    await askOnceMore(plan, during, ports)
  },

  /** Comes after `swap.undo` and before `standby.undo`: the kept files are back, and nobody has started them. */
  async undo(plan: Plan, ports: StepPorts): Promise<void> {
    if (plan.data?.undo !== 'snapshot') return
    // A process of ours that died may have left its command at work on what the kept version is about to be started on.
    await ports.operator.end()
    // Since then it runs on them, and they are its own.
    if (ports.others?.restored === 'yes') return ports.latch?.open(plan)
    if (ports.others?.somebody !== undefined) throw leftToAPerson(plan, plan.data.restore, ports.others.somebody)
    const verdict = await whoMayHaveRun(plan, ports)
    if (verdict.kind === 'nobody') return
    if (verdict.kind === 'somebody') {
      await ports.note({ entry: 'noted', about: 'somebody', ...verdict.run, live: 'other' })
      throw leftToAPerson(plan, plan.data.restore, verdict.run)
    }
    if (ports.others?.restoring !== 'yes') await stopAndNote(plan, ports)
    await putBack(plan, plan.data.restore, ports)
    // Nobody could start it until now; if we die here, whoever comes next lets go of it.
    await ports.latch?.open(plan)
  },
}

async function putBack(plan: Plan, command: PlannedCommand, ports: StepPorts): Promise<void> {
  const said = await ports.operator.run(command)
  if (said.status === 0) {
    await refuseStarted(plan, ports, { code: 'STUCK', meanwhile: 'while its data were put back' })
    return mustNote({ entry: 'noted', about: 'restored' }, { app: plan.app, ports, what: `the daemon's data are back, but are put back once more` })
  }
  // Its own answer is final. One that was killed or not even started, by a shutdown for example, is tried again by whoever comes next.
  throw failure(said.status === null ? 'UNAVAILABLE' : 'STUCK', `the daemon's data could not be put back: ${outcomeOf(command, said)}; ${byHand(plan, command)}`)
}

/**
 * A snapshot may take hours, and whoever stops, edits or masks a unit in them wants it as it is then: nothing is swapped yet, so it stays so (failures.md f08, F44).
 * Those that we have stopped ourselves are down because of us; somebody who stops them once more leaves no trace.
 */
async function askOnceMore(plan: Plan, during: 'running' | 'stopped', { meanwhile = [], clock }: StepPorts): Promise<void> {
  for (const gate of meanwhile) {
    const said = await gate.ask(during === 'stopped' ? { ...plan, units: [] } : plan, clock.deadline(plan.restartTimeoutMs))
    // In one sentence: the journal keeps no other.
    if (said.kind === 'no') throw failure('REFUSED', `${said.reason}; ${said.next}`)
  }
}

interface Started { readonly code: 'REFUSED' | 'STUCK'; readonly meanwhile: string }

/** A socket, a timer or a person: a command that copies files has no way to keep them away. */
async function refuseStarted(plan: Plan, ports: StepPorts, { code, meanwhile }: Started): Promise<void> {
  for (const { name } of plan.units) {
    if (isDown(await ports.service.state(name))) continue
    throw failure(code, `unit '${name}' was started by something else ${meanwhile}`, { next: `see what starts it: a socket of its own must be stopped by the same command` })
  }
}

function outcomeOf({ argv: [program] }: PlannedCommand, { status, output, trouble }: Awaited<ReturnType<StepPorts['operator']['run']>>): string {
  const how = status === null ? (trouble ?? 'it was killed') : `exit status ${status}`
  const words = lastLines(output, { linesMax: commandWordsLinesMax, charactersMax: commandWordsCharactersMax })
  return words === '' ? `${program}: ${how}` : `${program}: ${how}: ${words}`
}

/** Which run it was stands there so that the system journal can be asked when it began, and by whom. */
function leftToAPerson({ from, app }: Plan, command: PlannedCommand, { unit, invocation }: UnitRun): Failure {
  const kept = from?.version ?? 'the version before'
  const toDo = `Look what it has written. If none of it is needed: stop ${unit}; ${shellText(command)}; start ${unit}. If ${kept} works well with its data as they are, nothing is to be done; else take a newer release: app-upgrade upgrade ${app}`
  return failure('STUCK', `the daemon's data were not put back: unit '${unit}' was started by something else than this upgrade after the way back had begun (its run ${invocation}), and what it has written would be lost. ${toDo}`)
}

/** Whoever reads this at night shall not have to look into any file for what to type. */
function byHand({ app, units, from }: Plan, command: PlannedCommand): string {
  const names = units.filter(({ then }) => then === 'restart').map(({ name }) => name).join(' ')
  return `${from?.version ?? 'the version before'} is back in its place and was not started, because it may not understand them; it is kept from being started. By hand, ${shellText(command)}; then: app-upgrade recover ${app} --data-restored, which starts ${names === '' ? app : names}`
}
