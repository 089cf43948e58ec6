import type { Settings } from '../../config/settings.ts'
import { gateMembers } from '../../drivers/gates/table.ts'

/** What of a release is kept besides the managed files: by its path there, or a directory with a slash at its end. Both halves ask for the same. */
export function extrasFor({ companions, gates }: Pick<Settings, 'companions' | 'gates'>): readonly string[] {
  return [...new Set([...companions.map(({ from }) => from), ...gateMembers(gates)])]
}
