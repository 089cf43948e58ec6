import { posix } from 'node:path'
import * as v from 'valibot'
import { argv, planned, timeout, user } from './command-shape.ts'
import type { CompanionSettings, GenerateSettings } from './settings.ts'
import { lineOfText } from './units.ts'

/** A path in a release: relative, plain. With a slash at its end: all files of that directory. */
export const inRelease = v.pipe(
  lineOfText(),
  v.check((path) => !posix.isAbsolute(path) && path !== '/' && posix.normalize(path) === path && !path.startsWith('..') && path !== '.', 'must be a path in the release, without its top directory, like "packaging/jacod.service"'),
)
const mode = v.pipe(v.string(), v.regex(/^0?[0-7]{3}$/, 'must be permissions in quotation marks, like "0644"'), v.transform((text) => Number.parseInt(text, 8)), v.check((bits) => (bits & 0o022) === 0, 'must not let anybody but its owner write'))

/** `[[file]]`: units, drop-ins and templates that travel with a release. */
export const companion = v.pipe(
  v.strictObject({
    from: inRelease,
    to: v.optional(lineOfText()),
    mode: v.optional(mode, '0644'),
    missing: v.optional(v.picklist(['remove', 'keep', 'refuse']), 'remove'),
    edited: v.optional(v.picklist(['refuse', 'replace', 'keep']), 'refuse'),
  }),
  v.check(({ to }) => to !== undefined, "needs the key 'to': where it belongs on this host"),
  v.transform((table): CompanionSettings => ({ ...table, to: table.to ?? '' })),
)

/** `[[generate]]`: a file of each release directory that is what a command prints. */
export const generate = v.pipe(
  v.strictObject({ to: inRelease, command: argv, user: v.optional(user), timeout: v.optional(timeout, '30s') }),
  v.transform((table): GenerateSettings => ({ to: table.to, command: planned(table.command, table.user, table.timeout) })),
)
