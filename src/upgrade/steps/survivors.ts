import { printable } from '../../formats/printable.ts'
import { survivorCharactersMax, survivorsMax } from '../limits.ts'
import type { Restarted } from '../ports.ts'
import type { StepPorts } from './step.ts'

/** Writes down which processes of the run before go on, as the unit's KillMode= wants (formats.md R12): whoever sees them later shall not take them for a leak. */
export async function noteSurvivors(unit: string, { survivors = [] }: Pick<Restarted, 'survivors'>, ports: Pick<StepPorts, 'note'>): Promise<void> {
  if (survivors.length === 0) return
  const programs = survivors.slice(0, survivorsMax).map(({ pid, program }) => `${pid} ${printable(program, survivorCharactersMax)}`)
  const more = survivors.length - programs.length
  await ports.note({ entry: 'noted', about: 'survivors', unit, programs: more === 0 ? programs : [...programs, `and ${more} more`] })
}
