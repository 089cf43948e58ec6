import { posix } from 'node:path'
import type { Answer, Gate, Refusal, Service } from '../../upgrade/ports.ts'
import type { Plan, PlannedUnit } from '../../upgrade/plan.ts'
import { jobAgainMs, jobGiveUpMs } from './limits.ts'
import type { DefinesUnit } from './unit-to-be.ts'

/** `similar`: the name of a unit that somebody may have meant; null: none is near. */
export interface UnitReadyTools { readonly service: Pick<Service, 'state'>; readonly definition: DefinesUnit; readonly similar: (unit: string) => Promise<string | null> }

/**
 * A unit that cannot be restarted is found before anything is touched, not after the swap: the name is wrong, the file is
 * broken, or somebody masked it (failures.md F32; the first tool of formats.md restarted a unit that never existed).
 */
export function unitReady({ service, definition, similar }: UnitReadyTools): Gate {
  return {
    async ask(plan: Plan): Promise<Answer> {
      for (const unit of plan.units) {
        const state = await service.state(unit.name)
        // Its file comes with this release, and the manager is told before it is started.
        if (state.loadState === 'not-found' && isLaidDown(unit.name, plan)) continue
        if (state.loadState !== 'loaded') return refusal(unit.name, state.loadState, state.loadState === 'not-found' ? await similar(unit.name) : null)
        const found = notOurs(unit.name, state) ?? refused(unit, (await definition(unit.name)).refuses)
        if (found !== null) return found
        if (state.activeState === 'active' && state.mainPid === 0 && unit.name.endsWith('.service')) return unprovable(unit.name)
      }
      return { kind: 'yes' }
    },
  }
}

function isLaidDown(name: string, { companions = [] }: Plan): boolean {
  return companions.some(({ path, newPath, isUnitFile }) => isUnitFile === 'yes' && newPath !== null && [name, name.replace(/@.*(\.\w+)$/, '@$1')].includes(posix.basename(path)))
}

type State = Awaited<ReturnType<Service['state']>>

/** A unit that exists in memory alone is gone when it stops, and somebody who restarts or stops it right now would be taken for the daemon's own end. */
function notOurs(unit: string, { unitFileState, activeState, job }: State): Refusal | null {
  if (unitFileState === 'transient') return { kind: 'no', reason: `unit '${unit}' is transient: systemd forgets it when it stops, and nothing starts it after a boot`, next: `give it a unit file ('systemctl cat ${unit}' shows what it is now)`, overridable: 'no' }
  if (job === undefined || !['active', 'deactivating', 'reloading'].includes(activeState)) return null
  return { kind: 'no', reason: `somebody is restarting, reloading or stopping unit '${unit}' at this moment`, next: "wait until it is over ('systemctl list-jobs'), or '--force', which does not wait and is recorded", overridable: 'yes', again: { everyMs: jobAgainMs, giveUpMs: jobGiveUpMs } }
}

/** What the manager would not do for us after the swap (systemd.unit(5): only as a dependency of another unit). */
function refused({ name, then }: PlannedUnit, refuses: readonly ('start' | 'stop')[]): Refusal | null {
  const [first] = then === 'rest' ? [] : refuses.filter((what) => then === 'restart' || what === 'stop')
  if (first === undefined) return null
  const key = first === 'start' ? 'RefuseManualStart' : 'RefuseManualStop'
  return { kind: 'no', reason: `unit '${name}' says ${key}=yes, so that it cannot be restarted by anybody`, next: `name the unit that it belongs to under [[unit]], or take ${key}= out of it ('systemctl edit ${name}')`, overridable: 'no' }
}

/** What cannot be judged today cannot be judged after the restart either, and neither version could be proven (failures.md g13). */
function unprovable(unit: string): Answer {
  return {
    kind: 'no',
    reason: `unit '${unit}' is active, but systemd does not know its main process, so nobody could tell whether a new one is well`,
    next: `with Type=forking give it a PIDFile=, better Type=notify or Type=exec, and restart it once`,
    overridable: 'yes',
  }
}

const why: Readonly<Record<string, string>> = {
  'not-found': 'does not exist',
  masked: 'is masked',
  error: 'could not be loaded',
  'bad-setting': 'has a bad setting',
}

function refusal(unit: string, loadState: string, meant: string | null): Answer {
  return {
    kind: 'no',
    reason: `unit '${unit}' ${why[loadState] ?? `is in load state '${loadState}'`}`,
    next: `${meant === null ? '' : `did you mean '${meant}'? `}check the name under [[unit]], and what 'systemctl status ${unit}' says`,
    overridable: 'no',
  }
}
