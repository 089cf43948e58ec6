import { failure } from '../../errors.ts'
import { isPrintable, quoted } from '../printable.ts'
import { setInEnv } from './set-in-env.ts'
import { setInJson } from './set-in-json.ts'
import { setInToml } from './set-in-toml.ts'

export type BuildInfoFormat = 'toml' | 'json' | 'env'
/** A text, whose it is, which value (`install.version`: a dot leads into a table), and what it shall be. */
export interface SetValue { readonly text: string; readonly fileName: string; readonly key: string; readonly value: string }

const setters: Readonly<Record<BuildInfoFormat, (asked: SetValue) => string>> = { toml: setInToml, json: setInJson, env: setInEnv }

/**
 * The same text with these values set, and everything else as its author left it: comments, order, blank lines, and all that is not named. A key that is
 * not there yet is added. CONFIG for a text that is broken, or in which a key is something else than text; DATA for a value that is more than a line.
 */
export function setValues(format: BuildInfoFormat, text: string, fileName: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((under, [key, value]) => {
    if (!isPrintable(value)) throw failure('DATA', `the value of ${quoted(key)} for '${fileName}' is not one line of text`)
    return setters[format]({ text: under, fileName, key, value })
  }, text)
}
