import { failure, isFailure } from '../../errors.ts'
import { lastLines } from '../../formats/first-lines.ts'
import type { UnitState } from '../../policy/reading.ts'
import { commandWordsCharactersMax, commandWordsLinesMax } from '../limits.ts'
import type { Noted } from '../journal/entry.ts'
import type { Plan, PlannedCommand, PlannedUnit } from '../plan.ts'
import { shellText } from '../shell-text.ts'
import { isDown } from './restart-unit.ts'
import { stopUnit } from './stop-unit.ts'
import { tookPlace } from './took-place.ts'
import type { Step, StepPorts } from './step.ts'

/** The way back for what the new version makes of the daemon's data (decision 0039). */
export const snapshot: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    if (plan.data?.undo !== 'snapshot') return
    const { during, snapshot: command } = plan.data
    if (during === 'stopped') await stopAll(plan, ports)
    const said = await ports.operator.run(command)
    if (said.status !== 0) throw failure('REFUSED', `the snapshot of the daemon's data could not be taken: ${outcomeOf(command, said)}`, { next: 'run it by hand and see what is wrong; then upgrade again' })
    // What it wrote meanwhile may be in the snapshot, or half of it, or not at all.
    if (during === 'stopped') await refuseStarted(plan, ports, { code: 'REFUSED', meanwhile: 'while the snapshot of its data was taken' })
  },

  /** Comes after `swap.undo` and before `standby.undo`: the kept files are back, and nobody has started them. */
  async undo(plan: Plan, ports: StepPorts): Promise<void> {
    if (plan.data?.undo !== 'snapshot') return
    // A process of ours that died may have left its command at work on what the kept version is about to be started on.
    await ports.operator.end()
    // Since then it runs on them, and they are its own.
    if (ports.others?.restored === 'yes') return
    if (!(await mayHaveRun(plan, ports))) return
    const { restore: command } = plan.data
    // An earlier try had stopped it. What somebody's daemon has written since would be lost, and by now that may be days.
    if (ports.others?.restoring === 'yes') await refuseStarted(plan, ports, { code: 'STUCK', meanwhile: 'before its data were put back' })
    await stopAll(plan, ports)
    await mustNote({ entry: 'noted', about: 'restoring' }, ports, `the daemon's data are not put back`)
    const said = await ports.operator.run(command)
    if (said.status === 0) {
      await refuseStarted(plan, ports, { code: 'STUCK', meanwhile: 'while its data were put back' })
      return mustNote({ entry: 'noted', about: 'restored' }, ports, `the daemon's data are back, but are put back once more`)
    }
    // Its own answer is final. One that was killed or not even started, by a shutdown for example, is tried again by whoever comes next.
    throw failure(said.status === null ? 'UNAVAILABLE' : 'STUCK', `the daemon's data could not be put back: ${outcomeOf(command, said)}; ${byHand(plan, command)}`)
  },
}

/** Where the disk refuses this line, nobody could say later whether the kept version has run on its own data since; and a disk that is full is none to put data back on. */
async function mustNote(noted: Noted, ports: StepPorts, what: string): Promise<void> {
  try {
    await ports.note(noted)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    throw failure('UNAVAILABLE', `${what}: the journal cannot be written, and what would be done twice could cost what is written in between; nothing was started`, { cause: thrown, next: 'see that the disk takes writes again; then: app-upgrade recover. Do not start the daemon before' })
  }
}

/**
 * By evidence: our restart of a unit that is restarted, which is in the journal before it happens; or a unit that is not the run of before (its Restart= may
 * have been quicker than we). That only while the process lives that saw it: whatever runs later, or ran before a power cut, may be the kept version, started
 * by us, by the boot or by a person, and what it wrote must not be lost for a guess.
 */
async function mayHaveRun(plan: Plan, ports: StepPorts): Promise<boolean> {
  if (!tookPlace('swap', ports)) return false
  if (tookPlace('restart', ports) && plan.units.some(({ then }) => then === 'restart' || then === 'start')) return true
  if (ports.process === 'earlier') return false
  for (const unit of plan.units) if (isAnotherRun(plan, unit, await ports.service.state(unit.name))) return true
  return false
}

function isAnotherRun({ health, dependents = [] }: Plan, { name, then }: PlannedUnit, { activeState, invocationId }: UnitState): boolean {
  // A socket that goes on listening rests, too, and is no run of anything.
  if (then === 'rest') return activeState !== 'inactive' && !dependents.includes(name)
  const before = health.before.find((one) => one.name === name)
  return before !== undefined && before.invocationId !== invocationId
}

/**
 * In reverse order: whoever uses another unit goes before it; and first of all what would start one of them again, a socket of the app's own. One that is
 * down already may not even have a file: it arrives with the new release.
 */
async function stopAll(plan: Plan, ports: StepPorts): Promise<void> {
  const states: UnitState[] = []
  for (const { name } of plan.units.toReversed()) states.push(await ports.service.state(name))
  const doors = new Set(states.flatMap(({ triggeredBy = [] }) => triggeredBy))
  for (const { name } of [...states.filter((one) => doors.has(one.name)), ...states.filter((one) => !doors.has(one.name))]) {
    const result = await stopUnit(plan, name, ports)
    if (result !== 'done' && result !== 'deferred') throw failure('TEMPORARY', `unit '${name}' could not be stopped for the sake of its data: its job ended with '${result}'`)
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

/** Whoever reads this at night shall not have to look into any file for what to type. */
function byHand({ app, units, from }: Plan, command: PlannedCommand): string {
  const names = units.filter(({ then }) => then === 'restart').map(({ name }) => name).join(' ')
  return `${from?.version ?? 'the version before'} is back in its place and was not started, because it may not understand them. By hand, ${shellText(command)}; then start ${names === '' ? app : names}`
}
