import { failure, isFailure } from '../errors.ts'
import type { TomlChanges } from '../formats/toml-edit.ts'
import type { TomlValue } from '../formats/toml-value.ts'
import type { Disk, ReadsDisk } from '../host/types.ts'
import { asIf } from './as-if.ts'
import { findFragments, type ConfigPlaces } from './fragments.ts'
import { isTable, mergeFragments, type Inputs } from './inputs.ts'
import { loadSettings } from './load.ts'
import { operatorFileOf, operatorText } from './operator-file.ts'
import { readOperatorFile, writeOperatorFile } from './operator-on-disk.ts'
import type { DriverSchemas } from './read-settings.ts'
import type { Settings } from './settings.ts'

/** What is wanted of keys of `[policy]`. `otherwise` is what a key means that nobody speaks of: written down only where another file says something else. */
export type Wanted = Readonly<Record<string, { readonly say: TomlValue } | { readonly otherwise: TomlValue }>>

export interface Changing { readonly disk: Disk; readonly places: ConfigPlaces; readonly schemas: DriverSchemas }
export interface Changed {
  readonly file: string
  /** `removed`: nothing was left in it. `kept`: it said so already. */
  readonly done: 'written' | 'removed' | 'kept'
  /** As they are from now on. */
  readonly settings: Settings
}

/**
 * Says in the operator's file what is wanted of this app, durably and whole. Everything is read once more as it would be, before it is: what would
 * contradict another file's settings (CONFIG), or be overruled by a file that speaks later (REFUSED), is not written, and nothing has changed.
 * One at a time, which the caller sees to.
 */
export async function changePolicy(app: string, wanted: Wanted, { disk, places, schemas }: Changing): Promise<Changed> {
  const file = operatorFileOf(places.config, app)
  const text = await readOperatorFile(disk, file, places.owner)
  const imagine = (content: string | null): ReadsDisk => asIf(disk, { path: file, content: content === null ? null : Buffer.from(content), owner: places.owner })
  const inputsOf = async (content: string | null): Promise<Inputs> => mergeFragments(await findFragments(imagine(content), app, places))

  const spoken = operatorText(text, file, { app, changes: mapped(wanted, (one) => ('say' in one ? one.say : one.otherwise)) })
  await refuseOverruled(await inputsOf(spoken), wanted, file)
  const silent = operatorText(text, file, { app, changes: mapped(wanted, (one) => ('say' in one ? one.say : null)) })
  const isEnough = saysNothingElse(await inputsOf(silent), wanted)
  const content = isEnough ? silent : spoken
  const settings = await loadSettings(imagine(content), app, places, schemas).catch((thrown: unknown) => { throw unfit(file, thrown) })
  if (content === text) return { file, done: 'kept', settings }
  await writeOperatorFile(disk, file, content)
  return { file, done: content === null ? 'removed' : 'written', settings }
}

/** The line that is named is one that nobody finds in the file. */
function unfit(file: string, cause: unknown): unknown {
  return isFailure(cause) && cause.code === 'CONFIG' ? failure('CONFIG', `'${file}' was not changed: the settings would be wrong`, { cause }) : cause
}

const mapped = (wanted: Wanted, change: (one: Wanted[string]) => TomlValue | null): TomlChanges => Object.fromEntries(Object.entries(wanted).map(([key, one]) => [key, change(one)]))

/** Files that speak later than ours win: to write all the same would be to say "done" of something that does not hold. */
async function refuseOverruled({ speaker, place, values }: Inputs, wanted: Wanted, file: string): Promise<void> {
  for (const [key, one] of Object.entries(wanted)) {
    if (speaker(['policy', key]) === file || ('otherwise' in one && isSame(policyOf(values)[key], one.otherwise))) continue
    const { file: other, line } = await place(['policy', key])
    const at = line === null ? other : `${other}:${line}`
    throw failure('REFUSED', `${at} says what ${key} is, and is read after what the verbs write`, { next: `change it in '${other}'` })
  }
}

/** Whether what is no longer said here is said nowhere else. */
function saysNothingElse({ values }: Inputs, wanted: Wanted): boolean {
  const policy = policyOf(values)
  return Object.entries(wanted).every(([key, one]) => 'say' in one || policy[key] === undefined || isSame(policy[key], one.otherwise))
}

const isSame = (value: unknown, other: TomlValue): boolean => JSON.stringify(value) === JSON.stringify(other)

function policyOf({ policy }: Inputs['values']): Readonly<Record<string, unknown>> {
  return isTable(policy) ? policy : {}
}
