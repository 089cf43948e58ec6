import { posix } from 'node:path'
import { editToml, type TomlChanges } from '../formats/toml-edit.ts'

/** What the verbs write, and people may edit: visible, diffable, removable (architecture section 8). */
export const operatorFileOf = (config: string, app: string): string => posix.join(config, `${app}.toml.d`, '50-operator.toml')

/** Above everything in a file that we began. */
const header = (app: string): string => [
  `# Written by app-upgrade: 'pin', 'hold', 'channel' and 'enable' say here what is wanted of ${app}.`,
  "# It may be edited by hand. Take back one line with 'unpin' or 'unhold', or all of it by removing this file.",
].map((line) => `${line}\n`).join('')

/**
 * The text of the operator's file with these keys of `[policy]` changed, and everything else in it kept; null: there shall be no such file, because
 * nothing is left in it. `text` null: there is none. CONFIG when it is broken: then it is nobody's to overwrite.
 */
export function operatorText(text: string | null, file: string, { app, changes }: { readonly app: string; readonly changes: TomlChanges }): string | null {
  const edited = editToml(text ?? '', file, 'policy', changes)
  const left = edited.replace(header(app), '').trim()
  if (left === '' || left === '[policy]') return null
  return text === null || text.trim() === '' ? `${header(app)}${edited}` : edited
}
