import { failure, isFailure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import { parseAppName } from '../../release/instance.ts'

/** An app's name out of a repository's or a file's; USAGE when none can be made of it. */
export function appNameOf(suggested: string): string {
  const name = suggested.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-').replace(/^[^a-z0-9]+/, '').slice(0, 63).replace(/[-_]+$/, '')
  try {
    return parseAppName(name)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    throw failure('USAGE', `${quoted(suggested, 80)} is no name for an app`, { next: 'say with --name what the app is called here' })
  }
}
