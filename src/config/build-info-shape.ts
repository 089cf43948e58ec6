import { posix } from 'node:path'
import * as v from 'valibot'
import { argv, planned, timeout, user } from './command-shape.ts'
import type { BuildInfoSettings } from './settings.ts'
import { lineOfText } from './units.ts'

const formats = { '.toml': 'toml', '.json': 'json', '.env': 'env' } as const
const byName = (file: string): BuildInfoSettings['format'] | undefined => Object.entries(formats).find(([suffix]) => file.endsWith(suffix))?.[1]

/** `[build_info]`: a file of the app's own that says what is installed. */
export const buildInfo = v.pipe(
  v.strictObject({
    file: v.pipe(lineOfText(), v.check(posix.isAbsolute, 'must be a whole path, from /')),
    format: v.optional(v.picklist(['toml', 'json', 'env'])),
    set: v.record(lineOfText(), v.string()),
    command: v.optional(argv),
    pattern: v.optional(lineOfText()),
    user: v.optional(user),
    timeout: v.optional(timeout, '10s'),
  }),
  v.check(({ file, format }) => (format ?? byName(file)) !== undefined, "needs the key 'format': its file's name does not tell"),
  v.check(({ command, pattern }) => (command === undefined) === (pattern === undefined), "must have both 'command' and 'pattern', or neither"),
  v.transform((table): BuildInfoSettings => ({
    file: table.file,
    format: table.format ?? byName(table.file) ?? 'env',
    set: table.set,
    ask: table.command === undefined || table.pattern === undefined ? null : { command: planned(table.command, table.user, table.timeout), pattern: table.pattern },
  })),
)
