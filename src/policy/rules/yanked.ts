import { no, type Objection, type Scales, type Subject } from './rule.ts'

/** Never taken by itself, not even when pinned: its publisher knows something that the operator did not when the pin was written (failures.md J37). */
export function withdrawn({ listed: { version, yanked } }: Subject, { standing: { app } }: Scales): Objection | null {
  return yanked === null ? null : no(`${version} was withdrawn by its publisher: ${yanked}`, `wait for a newer release; 'app-upgrade upgrade ${app} --to ${version} --force' takes it all the same`)
}
