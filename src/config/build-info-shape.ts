import { posix } from 'node:path'
import * as v from 'valibot'
import { safePattern } from '../formats/safe-pattern.ts'
import { rehearsalTexts } from '../upgrade/rehearsal-texts.ts'
import { argv, planned, timeout, user } from './command-shape.ts'
import type { BuildInfoSettings } from './settings.ts'
import { lineOfText } from './units.ts'

const formats = { '.toml': 'toml', '.json': 'json', '.env': 'env' } as const
const byName = (file: string): BuildInfoSettings['format'] | undefined => Object.entries(formats).find(([suffix]) => file.endsWith(suffix))?.[1]

function isSafe(pattern: string): boolean {
  try {
    safePattern(pattern)
    return true
  } catch {
    return false
  }
}

/** A word in braces that nobody will fill in: neither we nor the pattern. */
function isUnderstood({ set, pattern = '' }: { readonly set: Readonly<Record<string, string>>; readonly pattern?: string | undefined }): boolean {
  const groups = [...pattern.matchAll(/\(\?<([A-Za-z_][A-Za-z0-9_]*)>/g)].map(([, name = '']) => name)
  return Object.values(set).every((text) => rehearsalTexts.unknownPlaceholder(groups.reduce((under, name) => under.replaceAll(`{${name}}`, ''), text)) === null)
}

/** `[build_info]`: a file of the app's own that says what is installed. */
export const buildInfo = v.pipe(
  v.strictObject({
    file: v.pipe(lineOfText(), v.check(posix.isAbsolute, 'must be a whole path, from /')),
    format: v.optional(v.picklist(['toml', 'json', 'env'])),
    set: v.record(lineOfText(), v.string()),
    command: v.optional(argv),
    pattern: v.optional(v.pipe(lineOfText(), v.check(isSafe, 'is not a pattern that can be matched safely: no nested repetitions, no references back, no looking around'))),
    user: v.optional(user),
    timeout: v.optional(timeout, '10s'),
  }),
  v.check(({ file, format }) => (format ?? byName(file)) !== undefined, "needs the key 'format': its file's name does not tell"),
  v.check(({ command, pattern }) => (command === undefined) === (pattern === undefined), "must have both 'command' and 'pattern', or neither"),
  v.check((table) => isUnderstood(table), 'sets a value with a word in braces that is neither {version}, {from}, {live}, {release} nor a named group of the pattern'),
  v.transform((table): BuildInfoSettings => ({
    file: table.file,
    format: table.format ?? byName(table.file) ?? 'env',
    set: table.set,
    ask: table.command === undefined || table.pattern === undefined ? null : { command: planned(table.command, table.user, table.timeout), pattern: table.pattern },
  })),
)
