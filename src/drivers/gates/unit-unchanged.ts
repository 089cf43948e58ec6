import { isFailure } from '../../errors.ts'
import type { UnitDefinition } from '../../systemd/unit-definition.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'
import type { DefinesUnit } from './unit-to-be.ts'

/**
 * Asked last: whether a unit is what it was when this gate was made. What the other gates were told of it would be about another unit, and a restart would start something
 * that nobody has looked at (failures.md F44). Whoever edits a unit in the middle of an upgrade wants it to be as it is; only their moment was unlucky.
 */
export async function unitUnchanged(units: readonly string[], definition: DefinesUnit): Promise<Gate> {
  const before = await seen(units, definition)
  return {
    async ask(): Promise<Answer> {
      for (const [unit, then] of before) if (changed(then, await definition(unit))) return refused(unit)
      return { kind: 'yes' }
    },
  }
}

/** A unit that cannot be looked at yet is refused by those who have to know it. */
async function seen(units: readonly string[], definition: DefinesUnit): Promise<ReadonlyMap<string, UnitDefinition>> {
  const before = new Map<string, UnitDefinition>()
  for (const unit of units) {
    try {
      before.set(unit, await definition(unit))
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown
    }
  }
  return before
}

function changed(then: UnitDefinition, now: UnitDefinition): boolean {
  return JSON.stringify(then) !== JSON.stringify(now)
}

function refused(unit: string): Answer {
  return { kind: 'no', reason: `unit '${unit}' was edited while the upgrade was prepared`, next: `nothing was changed: 'systemctl cat ${unit}' shows what it is now; upgrade again`, overridable: 'no' }
}
