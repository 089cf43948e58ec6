import { failure } from '../errors.ts'
import { printable, quoted } from '../formats/printable.ts'
import type { TomlDocument } from '../formats/toml.ts'
import { utf8 } from '../formats/utf8.ts'
import { readVersion } from '../release/version.ts'
import { lineCharactersMax } from './limits.ts'

interface Line { readonly number: number; readonly text: string }

/**
 * `<app>.pin`, which configuration management writes: one line with a version, and comments, the first of which is the reason.
 *
 *     # ticket 4711: 2.0.0 needs the new database
 *     1.4.2
 *
 * A file without a version pins nothing. Answers as if `[policy] pin` had been written. CONFIG, naming file and line, for anything else.
 */
export function parsePinFile(bytes: Uint8Array, path: string, modifiedAtMs: number): TomlDocument {
  const lines = (utf8(bytes) ?? wrong(path, 1, 'this is not UTF-8')).split('\n').map((text, index): Line => ({ number: index + 1, text: text.trim() })).filter(({ text }) => text !== '')
  const [pinned, second] = lines.filter(({ text }) => !text.startsWith('#'))
  const locator: TomlDocument['locator'] = async () => () => ({ line: pinned?.number ?? 1, column: 1 })
  if (pinned === undefined) return { fileName: path, values: {}, locator }
  const version = readVersion(pinned.text) ?? wrong(path, pinned.number, `${quoted(pinned.text, 40)} is not a version, like 1.2.3`)
  if (second !== undefined) wrong(path, second.number, `there is a second line, ${quoted(second.text, 40)}; one version is all that it may hold, besides lines that begin with #`)
  const comment = lines.find(({ text }) => text.startsWith('#'))?.text.replace(/^#+\s*/, '') ?? ''
  const reason = comment === '' ? {} : { reason: printable(comment, lineCharactersMax - 1) }
  return { fileName: path, values: { policy: { pin: { version, by: path, at: new Date(modifiedAtMs).toISOString(), ...reason } } }, locator }
}

function wrong(path: string, line: number, says: string): never {
  throw failure('CONFIG', `${printable(path)}:${line}: ${says}`, { next: `'${printable(path)}' holds one version; empty it to pin nothing` })
}
