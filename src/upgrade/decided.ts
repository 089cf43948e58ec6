import type { Plan } from './plan.ts'

/**
 * What is planned for the daemon's data holds only if the release does something to them: only its rehearsal knows that. A crash within the probation of a
 * release that did is told and left to a person: putting the data back would cost whatever was written since, and not putting them back the version before.
 */
export function decided(draft: Plan, migrates: 'yes' | 'no'): Plan {
  const { data, probation, ...rest } = draft
  if (migrates === 'no' || data === undefined) return probation === undefined ? rest : { ...rest, probation }
  return { ...rest, data, ...(probation === undefined ? {} : { probation: { ...probation, then: 'tell' } }) }
}
