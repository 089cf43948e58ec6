import { posix } from 'node:path'
import * as v from 'valibot'
import { isPrintable } from '../formats/printable.ts'
import { defaults, pathBytesMax } from './limits.ts'
import type { ExportSettings } from './settings.ts'

const isDirectory = (path: string): boolean => posix.isAbsolute(path) && posix.normalize(path) === path && path.length > 1 && !path.endsWith('/')

const directory = v.custom<string | false>((value) => value === false || typeof value === 'string', 'is neither a directory in quotation marks nor false')

/** `[export]`: files that others read. Nothing of ours ever reads them. */
export const exports = v.pipe(
  v.strictObject({
    metrics: v.optional(v.pipe(
      directory,
      v.check((path) => path === false || isDirectory(path), 'must be the whole path of a directory, from /, in its shortest form'),
      v.check((path) => path === false || (isPrintable(path) && Buffer.byteLength(path) <= pathBytesMax), 'cannot be a path'),
    ), defaults.metrics),
    motd: v.optional(v.boolean(), true),
  }),
  v.transform((table): ExportSettings => ({ metrics: table.metrics === false ? null : table.metrics, motd: table.motd ? 'yes' : 'no' })),
)
