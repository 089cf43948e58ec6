import * as v from 'valibot'
import { isFailure } from '../../errors.ts'
import type { EnvFile } from '../../formats/env-file.ts'
import { isPrintable, printable, quoted } from '../../formats/printable.ts'
import type { ReadsDisk } from '../../host/types.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Answer, Gate, Refusal } from '../../upgrade/ports.ts'
import type { GateDriver, GateTools } from './driver.ts'
import { patience, refused, text } from './keys.ts'
import { doubtsShownMax, gateGlobStarsMax, gateValuesMax, settingCharactersMax, settingsShownMax } from './limits.ts'
import { type Live, readExample, readLive } from './settings-files.ts'
import { bare, type Lacking, lackingSettings, wantedSettings } from './wanted-settings.ts'

const hostPath = v.pipe(text, v.regex(/^-?\/./, 'must be a whole path, from /'), v.check(isPrintable, 'has a character that cannot be seen'))
const glob = v.pipe(text, v.regex(/^[A-Za-z0-9_*?]+$/, "must be a variable's name, in which * stands for any text and ? for one character"), v.check((value) => value.split('*').length - 1 <= gateGlobStarsMax, `has more than ${gateGlobStarsMax} stars`))
const marker = v.pipe(text, v.check((value) => /^[\p{L}\p{N}]/u.test(bare(value)), 'must have a word in it'))
const member = v.pipe(text, v.check((value) => isPrintable(value) && !value.includes('\\') && value.split('/').every((part) => !['', '.', '..'].includes(part)), "must be a file's path in the release, after its top directory, like \".env.example\""))

const entries = {
  kind: v.pipe(v.literal('environment'), v.description("the settings that the new version asks for, by the example in its release, are there before it is started. Only names are read and shown, never a value")),
  example: v.optional(v.pipe(member, v.description('file of the release that lists the settings; a release without it is refused')), '.env.example'),
  file: v.optional(v.pipe(hostPath, v.description("the daemon's own, as EnvironmentFile= of its unit names it; behind a - it may be missing. Root must be able to read it without capabilities, and it cannot be below /home or /root"))),
  files: v.optional(v.pipe(v.array(hostPath, 'must be a list of text'), v.minLength(1, 'must name a file'), v.maxLength(gateValuesMax, `has more than ${gateValuesMax} entries`), v.description('instead of file: several, of which the last one that sets a name counts'))),
  required: v.optional(v.pipe(v.picklist(['empty', 'all', 'marked'], "must be 'empty', 'all' or 'marked'"), v.description('which of them must be there: those without a value in the example (a default is no requirement), all, or only those that a comment calls required')), 'empty'),
  required_marker: v.optional(v.pipe(marker, v.description('with this word at its beginning, or in brackets, a comment above a name or behind it makes it required, default or not')), 'required'),
  optional: v.optional(v.pipe(v.array(glob, 'must be a list of text'), v.maxLength(gateValuesMax, `has more than ${gateValuesMax} entries`), v.description('names that need not be there; * stands for any text')), []),
  optional_marker: v.optional(v.pipe(marker, v.description('the same for what need not be there; it beats required')), 'optional'),
  only: v.optional(v.pipe(v.picklist(['all', 'new'], "must be 'all' or 'new'"), v.description("new: only what the live version's own example does not require")), 'all'),
  empty: v.optional(v.pipe(v.picklist(['missing', 'set'], "must be 'missing' or 'set'"), v.description('what a name without a value counts as')), 'missing'),
  overridable: patience.overridable,
} as const
const either = "must have either 'file' or 'files': where the daemon's settings are"
const schema = v.pipe(v.strictObject(entries), v.check(({ file, files }) => (file === undefined) !== (files === undefined), either))
type Settings = v.InferOutput<typeof schema>

/** Most failed upgrades are missing settings: the daemon would find out after the restart, and in its own words. */
export const environment: GateDriver = {
  kind: 'environment',
  schema,
  members: (settings) => [v.parse(schema, settings).example],
  make: (settings, tools) => environmentGate(v.parse(schema, settings), tools),
}

function environmentGate(settings: Settings, { disk }: GateTools): Gate {
  return {
    async ask(plan): Promise<Answer> {
      const example = await exampleOf(plan, settings, disk)
      if ('kind' in example) return example
      const { wanted, remarks } = settings.only === 'all' ? { wanted: wantedSettings(example, settings), remarks: [] } : await newOnes(example, plan, { settings, disk })
      const files = await Promise.all(pathsOf(settings).map((path) => readLive(path, disk)))
      const broken = files.find((one) => 'trouble' in one)
      if (broken !== undefined) return refused(`the settings of the daemon cannot be compared with those that version ${plan.to.version} asks for: ${broken.trouble}`, broken.remedy, settings)
      const live = files.filter((one) => 'file' in one)
      const found = lackingSettings(wanted, live.map(({ file }) => file))
      const lacking = settings.empty === 'set' ? { ...found, empty: [] } : found
      const doubts = doubtsOf(live)
      if (lacking.absent.length + lacking.empty.length > 0) return missing(lacking, { plan, settings, doubts })
      const said = [...remarks, ...doubts]
      return said.length === 0 ? { kind: 'yes' } : { kind: 'yes', remark: said.join('; ') }
    },
  }
}

/** In the release, or why there is no use in going on. */
async function exampleOf(plan: Plan, settings: Settings, disk: ReadsDisk): Promise<EnvFile | Answer> {
  const { example } = settings
  const read = await readExample(plan.to.directory, example, disk)
  if (read !== null && !isFailure(read)) return read
  const why = read === null ? `version ${plan.to.version} has no file ${quoted(example)}` : `the file ${quoted(example)} of version ${plan.to.version} cannot be read: ${printable(read.message)}`
  // It has run here before: what it needs was there, and at three in the morning nobody should have to argue.
  if (plan.way === 'back') return { kind: 'yes', remark: `nobody compared the settings, for ${why}` }
  return refused(`${why}, so nobody can tell which settings it needs`, "ask its publisher, or correct 'example' under [[gate]]", settings)
}

interface Comparing { readonly settings: Settings; readonly disk: ReadsDisk }

/** A default that was taken away makes a setting as new as one that was never there. */
async function newOnes(example: EnvFile, { from }: Plan, { settings, disk }: Comparing): Promise<{ readonly wanted: readonly string[]; readonly remarks: readonly string[] }> {
  const wanted = wantedSettings(example, settings)
  const old = from === null ? null : await readExample(from.directory, settings.example, disk)
  if (old === null || isFailure(old)) return { wanted, remarks: [`the live version's ${quoted(settings.example)} is not here to be compared with, so all settings count as new`] }
  const known = new Set(wantedSettings(old, settings))
  return { wanted: wanted.filter((name) => !known.has(name)), remarks: [] }
}

function pathsOf({ file, files }: Settings): readonly string[] {
  return file === undefined ? files ?? [] : [file]
}

function doubtsOf(live: readonly Extract<Live, { file: EnvFile }>[]): readonly string[] {
  const all = live.flatMap(({ path, file }) => file.doubts.map(({ line, says }) => `line ${line} of ${quoted(path)}: ${says}`))
  const more = all.length - doubtsShownMax
  return more <= 0 ? all : [...all.slice(0, doubtsShownMax), `and ${more} more ${more === 1 ? 'line' : 'lines'} like these`]
}

interface Context { readonly plan: Plan; readonly settings: Settings; readonly doubts: readonly string[] }

function missing({ absent, empty }: Lacking, { plan, settings, doubts }: Context): Refusal {
  const paths = pathsOf(settings).map((path) => quoted(path.replace(/^-/, '')))
  const lists = [...(absent.length === 0 ? [] : [`absent: ${listed(absent)}`]), ...(empty.length === 0 ? [] : [`empty: ${listed(empty)}`])]
  const reason = `version ${plan.to.version} needs settings that ${paths.join(' and ')} ${paths.length === 1 ? 'does' : 'do'} not have: ${lists.join('; ')}`
  const count = absent.length + empty.length
  return refused(doubts.length === 0 ? reason : `${reason} (${doubts.join('; ')})`, `give ${count === 1 ? 'it a value' : 'them values'} in ${paths.at(-1)}; the release's own ${quoted(settings.example)} says what ${count === 1 ? 'it is' : 'they are'} for`, settings)
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, settingsShownMax).map((name) => printable(name, settingCharactersMax)).join(', ')
  return names.length <= settingsShownMax ? shown : `${shown} and ${names.length - settingsShownMax} more`
}
