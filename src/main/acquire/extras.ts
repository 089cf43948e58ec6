import type { Settings } from '../../config/settings.ts'

/** What of a release is kept besides the managed files: by its path there, or a directory with a slash at its end. Both halves ask for the same. */
export function extrasFor({ companions }: Pick<Settings, 'companions'>): readonly string[] {
  return [...new Set(companions.map(({ from }) => from))]
}
