import { no, type Objection, type Scales, type Subject } from './rule.ts'

/** Hearsay: what was fetched and verified is usable, whatever the list says. */
export function unusable({ listed: { version, unusable: because }, sha256 }: Subject, _: Scales): Objection | null {
  return because === null || sha256 !== null ? null : no(`${version} cannot be used here: ${because}`, null)
}
