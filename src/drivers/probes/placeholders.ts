import { readVersion } from '../../release/version.ts'
import { type Fillings, placeholders } from '../../upgrade/placeholders.ts'

/** What the keys of probes understand. `{version}` is the version that should be running. */
export const { unknownPlaceholder, fillIn } = placeholders(['live', 'version', 'path'])

/**
 * Asks for a version that nobody knows: what was placed by hand before the first upgrade has a label of ours for a version, which no daemon
 * can say. To hold it to that would make every way back to it look ill.
 */
export function asksInVain(text: string, plan: Fillings): boolean {
  return text.includes('{version}') && readVersion(plan.to.version) === null
}
