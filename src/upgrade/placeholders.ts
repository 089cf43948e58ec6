import { posix } from 'node:path'
import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'

/**
 * What a word in braces may stand for in a command or a text of the app's file. `live`: the directory of the first managed file's public path. `version`: the
 * plan's target. `from`: the live version, empty before the first upgrade. `transaction`: names this upgrade and no other. `path:<name>`: the public path of a managed file. `new:<name>`: where its new file lies. `release`: the new release's directory.
 */
export type Placeholder = 'live' | 'version' | 'from' | 'transaction' | 'path' | 'new' | 'release'

/** As much of a plan as placeholders can stand for. */
export interface Fillings {
  readonly files: readonly [Placeable, ...Placeable[]]
  readonly from?: { readonly version: string } | null
  readonly to: { readonly version: string; readonly directory?: string }
  readonly transaction?: string
}
interface Placeable { readonly name: string; readonly publicPath: string; readonly newPath?: string }

export interface Placeholders {
  /** As people write them: `{version}`, `{path:name}`. */
  readonly understood: readonly string[]
  /** The first that nobody will fill in, or null. Other braces are left alone: JSON and programs use them, too. */
  readonly unknownPlaceholder: (text: string) => string | null
  /** CONFIG for a file that is not managed. */
  readonly fillIn: (text: string, plan: Fillings) => string
}

const any = /\{([a-z]+)(?::([^{}]*))?\}/g

/** Those that are understood in one kind of text. */
export function placeholders(understood: readonly Placeholder[]): Placeholders {
  const meant = (word: string, name: string | undefined): Placeholder | null => understood.find((one) => one === word && isOfFile(one) === (name !== undefined)) ?? null
  return {
    understood: understood.map((one) => (isOfFile(one) ? `{${one}:name}` : `{${one}}`)),
    unknownPlaceholder(text) {
      for (const [whole, word = '', name] of text.matchAll(any)) if (meant(word, name) === null) return whole
      return null
    },
    fillIn: (text, plan) => text.replaceAll(any, (whole, word: string, name?: string) => {
      const placeholder = meant(word, name)
      return placeholder === null ? whole : filling(placeholder, name ?? '', plan)
    }),
  }
}

const isOfFile = (placeholder: Placeholder): boolean => placeholder === 'path' || placeholder === 'new'

function filling(placeholder: Placeholder, name: string, plan: Fillings): string {
  switch (placeholder) {
    case 'live': return posix.dirname(plan.files[0].publicPath)
    case 'version': return plan.to.version
    case 'from': return plan.from?.version ?? ''
    case 'transaction': return plan.transaction ?? ''
    case 'release': return plan.to.directory ?? ''
    case 'path': return fileCalled(name, placeholder, plan).publicPath
    case 'new': return fileCalled(name, placeholder, plan).newPath ?? ''
  }
}

function fileCalled(name: string, placeholder: Placeholder, { files }: Fillings): Placeable {
  const file = files.find((one) => one.name === name)
  if (file !== undefined) return file
  throw failure('CONFIG', `{${placeholder}:${name}} names no managed file`, { next: `There are ${files.map((one) => quoted(one.name)).join(', ')}.` })
}
