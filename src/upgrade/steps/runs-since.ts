import type { UnitRun } from '../journal/entry.ts'

/** What a process that settles can know of the runs of the daemon since the snapshot was taken and the new version was restarted. */
export interface RunsSince {
  /** What lies at the public paths: exactly the new version, or anything else. */
  readonly files: 'new' | 'other'
  /** Than the life of the service manager in which the snapshot was taken. */
  readonly life: 'same' | 'another'
  readonly latch: 'shut' | 'open'
  /** The last runs of the units when they were stopped so that the data could be put back; null: nobody wrote that down. */
  readonly stopped: readonly UnitRun[] | null
  /** The last run of each unit in this life, and before the upgrade; `invocation` empty: none. Without sockets, timers and paths, which write nothing. */
  readonly units: readonly UnitSince[]
}
export interface UnitSince extends UnitRun { readonly before: string | null; readonly isDown: 'yes' | 'no' }

/** `nobody`: the new version has not run. `ours`: it has, and nobody else. `somebody`: this run may have written what nobody has a copy of. */
export type RunsVerdict = { readonly kind: 'nobody' } | { readonly kind: 'ours' } | { readonly kind: 'somebody'; readonly run: UnitRun }

/**
 * Whether a snapshot may be put back. Pure; the rows of decision 0045, the first that holds. Each start of a unit is a run with an id of its own, also
 * those of Restart= (systemd.exec(5), $INVOCATION_ID), and the service manager forgets them when it ends: so whose run it was is told by what lay there
 * to be started, and not by counting.
 */
export function runsSince({ files, life, latch, stopped, units }: RunsSince): RunsVerdict {
  if (units.every((unit) => isRunOfBefore(unit) && unit.isDown === 'no')) return { kind: 'nobody' }
  if (latch === 'shut') return { kind: 'ours' }
  const ran = units.filter((unit) => unit.invocation !== '' && !isRunOfBefore(unit))
  // Stopped by us: whoever shows another run, or any at all, was started since, with whatever lay there.
  if (stopped !== null) return verdictOf(ran.filter((unit) => unit.isDown === 'no' || isAnother(unit, stopped)))
  // By us, by Restart= or by a person: as long as nothing was put back, and nobody booted, it is the run of the upgrade.
  if (files === 'new' && life === 'same') return { kind: 'ours' }
  return verdictOf(ran)
}

/** Of a unit that was not written down nobody can say. */
function isAnother({ unit, invocation }: UnitSince, stopped: readonly UnitRun[]): boolean {
  const was = stopped.find((one) => one.unit === unit)
  return was !== undefined && was.invocation !== invocation
}

function isRunOfBefore({ invocation, before }: UnitSince): boolean {
  return invocation !== '' && invocation === before
}

function verdictOf([run]: readonly UnitSince[]): RunsVerdict {
  return run === undefined ? { kind: 'ours' } : { kind: 'somebody', run: { unit: run.unit, invocation: run.invocation } }
}
