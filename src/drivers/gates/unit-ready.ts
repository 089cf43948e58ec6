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
        const { loadState } = await service.state(unit.name)
        if (loadState !== 'loaded') return refusal(unit.name, loadState)
      }
      return { kind: 'yes' }
    },
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
