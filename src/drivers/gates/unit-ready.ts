import type { Answer, Gate, Service } from '../../upgrade/ports.ts'
import type { Plan } from '../../upgrade/plan.ts'

/**
 * A unit that cannot be restarted is found before anything is touched, not after the swap: the name is wrong, the file is
 * broken, or somebody masked it (failures.md F32; the first tool of formats.md restarted a unit that never existed).
 */
export function unitReady(service: Pick<Service, 'state'>): Gate {
  return {
    async ask(plan: Plan): Promise<Answer> {
      for (const unit of plan.units) {
        const { loadState, activeState, mainPid } = await service.state(unit.name)
        if (loadState !== 'loaded') return refusal(unit.name, loadState)
        if (activeState === 'active' && mainPid === 0) return unprovable(unit.name)
      }
      return { kind: 'yes' }
    },
  }
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

function refusal(unit: string, loadState: string): Answer {
  return {
    kind: 'no',
    reason: `unit '${unit}' ${why[loadState] ?? `is in load state '${loadState}'`}`,
    next: `check the name under [[unit]], and what 'systemctl status ${unit}' says`,
    overridable: 'no',
  }
}
