import type { Plan } from './plan.ts'

/** What is planned for the daemon's data holds only if the release does something to them: only its rehearsal knows that. */
export function decided(draft: Plan, migrates: 'yes' | 'no'): Plan {
  const { data, ...rest } = draft
  return migrates === 'yes' && data !== undefined ? { ...rest, data } : rest
}
