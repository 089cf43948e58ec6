import { createHash } from 'node:crypto'
import type { ReadsDisk } from '../host/types.ts'
import { findFragments, type ConfigPlaces, type Fragment } from './fragments.ts'
import { mergeFragments, type Inputs } from './inputs.ts'
import { misconfigured } from './misconfigured.ts'
import { readSettings, type DriverSchemas, type Meaning } from './read-settings.ts'
import { senseless } from './rules/all.ts'
import type { Settings } from './settings.ts'

/**
 * Everything known of one app: fragments (files as found) → inputs (merged) → settings (validated). Effect-free but for reading
 * and made of nothing but root's own files. CONFIG, with every mistake at once, each as `file:line: key: what is wrong`.
 */
export async function loadSettings(disk: ReadsDisk, app: string, places: ConfigPlaces, schemas: DriverSchemas): Promise<Settings> {
  const fragments = await findFragments(disk, app, places)
  const inputs = mergeFragments(fragments)
  const read = readSettings(inputs.values, app, schemas, places.usual)
  const mistakes = read.kind === 'wrong' ? read.mistakes : senseless(read.value)
  if (read.kind === 'wrong' || mistakes.length > 0) throw await misconfigured(app, mistakes, inputs.place)
  return { ...withSpeakers(read.value, inputs), files: fragments.map((fragment) => fragment.path), fingerprint: fingerprintOf(fragments) }
}

/** Whoever pins or holds without a word of who it was: then the file says it. */
function withSpeakers(settings: Meaning, { speaker }: Inputs): Meaning {
  const { pin, hold } = settings.policy
  const by = <T extends { readonly by: string | null }>(said: T | null, key: string): T | null => (said === null ? null : { ...said, by: said.by ?? speaker(['policy', key]) })
  return { ...settings, policy: { ...settings.policy, pin: by(pin, 'pin'), hold: by(hold, 'hold') } }
}

/** Names and lengths go in too, so that bytes cannot wander from one file to the next unnoticed. */
function fingerprintOf(fragments: readonly Fragment[]): string {
  const hash = createHash('sha256')
  for (const { path, bytes } of fragments) hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  return hash.digest('hex')
}
