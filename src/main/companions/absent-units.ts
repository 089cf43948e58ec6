import { posix } from 'node:path'
import type { Settings } from '../../config/settings.ts'
import { quoted } from '../../formats/printable.ts'
import { isFileOf, unitOfPath } from '../../formats/unit-path.ts'
import { plansOf } from '../../upgrade/memory/records.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Refusal } from '../../upgrade/ports.ts'
import type { Admitted } from '../../upgrade/run.ts'
import type { LiveState } from '../live.ts'
import { similarUnit } from '../similar-unit.ts'

export interface Absent {
  readonly units: readonly string[]
  readonly settings: Pick<Settings, 'companions' | 'units'>
  readonly records: LiveState['records']
  readonly admitted: Pick<Admitted, 'version' | 'extras'>
  readonly way: 'on' | 'back'
  /** Absent: this host's are compared. */
  readonly similar?: (unit: string, others: readonly string[]) => Promise<string | null>
}

/**
 * Of units that are named in the settings, and lie neither here nor in the release. One that a release had once, or that a `[[file]]` names, is waited for, and
 * said. Any other was never anywhere: it is misspelt, and the unit that was meant would go on with the old version, unwatched (formats.md R1). Whoever goes
 * back is told, and let through.
 */
export async function absentUnits(absent: Absent): Promise<{ readonly remarks: readonly string[]; readonly refusal: Refusal | null }> {
  const { units, admitted: { version }, way } = absent
  const unknown = way === 'back' ? [] : units.filter((unit) => !isAwaited(unit, absent))
  const remarks = units.filter((unit) => !unknown.includes(unit)).map((unit) => `neither ${version} nor this host has a unit ${quoted(unit)}: nothing is restarted for it; check its name under [[unit]]`)
  return { remarks, refusal: unknown.length === 0 ? null : await refusal(unknown, absent) }
}

function isAwaited(unit: string, { settings, records }: Absent): boolean {
  return settings.companions.some(({ to }) => isFileOf(to, unit)) || plansOf(records).some(({ companions = [] }: Plan) => companions.some(({ path }) => isFileOf(path, unit)))
}

async function refusal(units: readonly string[], absent: Absent): Promise<Refusal> {
  const meant: string[] = []
  for (const unit of units) {
    const similar = await (absent.similar ?? similarUnit)(unit, broughtBy(absent))
    if (similar !== null) meant.push(quoted(similar))
  }
  const names = units.map((unit) => quoted(unit)).join(', ')
  return {
    kind: 'no',
    reason: `neither version ${absent.admitted.version} nor this host has ${units.length === 1 ? 'a unit' : 'units'} ${names}, and no release here ever had`,
    next: `${meant.length === 0 ? '' : `did you mean ${meant.join(', ')}? `}correct the name under [[unit]], or take it out until a release brings it; '--force' goes on without it, and is recorded`,
    overridable: 'yes',
  }
}

/** Units that this release has, and that nobody has named yet. */
function broughtBy({ admitted: { extras = [] }, settings }: Absent): readonly string[] {
  const directories = settings.companions.filter(({ from }) => from.endsWith('/'))
  const brought = extras.flatMap(({ name }) => directories.filter(({ from }) => posix.dirname(name) === posix.dirname(`${from}x`)).map(({ to }) => unitOfPath(posix.join(to, posix.basename(name)))))
  return [...new Set(brought)].filter((unit): unit is string => unit !== null && !settings.units.some(({ name }) => name === unit))
}
