import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import { parseAppName } from '../release/instance.ts'
import { readVersion } from '../release/version.ts'
import { type Call, given } from './verb.ts'
import type { World } from './world.ts'

/** The app a verb is about: the one named, else the one there is. USAGE for a name that cannot be one. */
export async function askedApp(call: Call, world: World): Promise<string> {
  return await world.chooseApp(namedApp(call))
}

/** The name that was typed, checked; null when none was. */
export function namedApp(call: Call): string | null {
  const name = given(call, 'APP')
  return name === null ? null : checked(name)
}

/** People type what they know from `systemctl start app-upgrade@…`: say how it is written here. */
function checked(name: string): string {
  if (readVersion(name) !== null) throw failure('USAGE', `${quoted(name, 80)} is a version, and an app was expected`, { next: `'app-upgrade upgrade --to ${name}'` })
  const [app = '', version] = name.split('@')
  if (version !== undefined && readVersion(version) !== null) {
    throw failure('USAGE', `${quoted(name, 80)} is a unit's instance name, and an app was expected`, { next: `'app-upgrade upgrade ${parseAppName(app)} --to ${version}'` })
  }
  return parseAppName(name)
}

/** USAGE when the text is no version; spelled as it was typed, because tags in URLs are. */
export function checkedVersion(text: string): string {
  if (readVersion(text) !== null) return text
  throw failure('USAGE', `${quoted(text, 80)} is not a version`, { next: 'versions look like 1.2.3, v1.2.3 or 1.2.3-rc.1' })
}
