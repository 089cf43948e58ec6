import { failure, isFailure } from '../../errors.ts'
import { hasElapsed } from '../../policy/has-elapsed.ts'
import type { UnitState } from '../../policy/reading.ts'
import type { Noted } from '../journal/entry.ts'
import type { Plan } from '../plan.ts'
import type { StepPorts } from './step.ts'
import { stopUnit } from './stop-unit.ts'
import { mayBeOwed, unitsSince, whoRan } from './who-ran.ts'

/**
 * Before the kept files are put back, on the way back for the daemon's data: nothing runs, and that is written down with what had run last. From then on
 * nobody can start the version before on data that it does not understand without being noticed (decision 0045). Where that cannot be done nothing is put back
 * at all, neither data nor files: they belong together.
 */
export async function stopForData(plan: Plan, ports: StepPorts): Promise<void> {
  if (!mayBeOwed(plan, ports) || ports.others?.restoring === 'yes') return
  if ((await whoRan(plan, ports)).kind !== 'ours') return
  await stopAndNote(plan, ports)
}

export async function stopAndNote(plan: Plan, ports: StepPorts): Promise<void> {
  await stopAll(plan, ports)
  const runs = (await unitsSince(plan, ports)).map(({ unit, invocation }) => ({ unit, invocation }))
  await mustNote({ entry: 'noted', about: 'restoring', runs }, { app: plan.app, ports, what: `the daemon's data are not put back` })
}

/** Where the disk refuses this line, nobody could say later whether the kept version has run on its own data since; and a disk that is full is none to put data back on. */
export async function mustNote(noted: Noted, { app, ports, what }: { readonly app: string; readonly ports: StepPorts; readonly what: string }): Promise<void> {
  try {
    await ports.note(noted)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    throw failure('UNAVAILABLE', `${what}: the journal cannot be written, and what would be done twice could cost what is written in between; nothing was started, and nobody shall start the daemon. When the disk takes writes again: app-upgrade recover ${app}`, { cause: thrown })
  }
}

/**
 * In reverse order: whoever uses another unit goes before it; and first of all what would start one of them again, a socket of the app's own. One that is
 * down already may not even have a file: it arrives with the new release.
 */
export async function stopAll(plan: Plan, ports: StepPorts): Promise<void> {
  const states: UnitState[] = []
  for (const { name } of plan.units.toReversed()) states.push(await ports.service.state(name))
  // A timer that has elapsed starts nothing; and stopped, it would have to be started again, which may run its service once more.
  const armed = states.filter((state) => !hasElapsed(state))
  const doors = new Set(states.flatMap(({ triggeredBy = [] }) => triggeredBy))
  for (const { name } of [...armed.filter((one) => doors.has(one.name)), ...armed.filter((one) => !doors.has(one.name))]) {
    const result = await stopUnit(plan, name, ports)
    if (result !== 'done' && result !== 'deferred') throw failure('TEMPORARY', `unit '${name}' could not be stopped for the sake of its data: its job ended with '${result}'`)
  }
}
