/** One program that a unit starts, with its arguments, itself the first. */
export interface UnitCommand { readonly program: string; readonly argv: readonly string[] }

/** What the texts of a unit and of its drop-ins say together, in the order in which the manager reads them. */
export interface UnitText { readonly commands: readonly UnitCommand[]; readonly directory: string | null }

/**
 * `ExecStart=` and `WorkingDirectory=` as systemd.service(5) reads them, as far as it takes to say which program is meant: an empty assignment forgets the ones
 * before it, a line that ends in a backslash goes on, a program may have signs before it. Specifiers are left as they are.
 */
export function readUnitText(texts: readonly string[]): UnitText {
  let commands: readonly UnitCommand[] = []
  let directory: string | null = null
  for (const [key, value] of texts.flatMap(assignmentsOf)) {
    if (key === 'WorkingDirectory') directory = value === '' ? null : value.replace(/^-/, '')
    if (key === 'ExecStart') commands = value === '' ? [] : [...commands, ...commandIn(value)]
  }
  return { commands, directory }
}

function assignmentsOf(text: string): readonly (readonly [string, string])[] {
  // Comments may stand between a line and its continuation (systemd.syntax(7)).
  const lines = text.split('\n').filter((line) => !/^\s*[#;]/.test(line)).join('\n').replaceAll(/\\\n/g, ' ').split('\n')
  let section = ''
  return lines.flatMap((line) => {
    section = /^\[(.+)\]\s*$/.exec(line.trim())?.[1] ?? section
    const [, key, value] = /^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    return section === 'Service' && key !== undefined && value !== undefined ? [[key, value] as const] : []
  })
}

/** `@-:+!|` may stand before the path in any mixture; after `@` the first argument is what the program is to call itself. */
function commandIn(value: string): readonly UnitCommand[] {
  const [, signs = '', rest = ''] = /^([@:+!|-]*)(.*)$/s.exec(value) ?? []
  const [program, ...others] = wordsOf(rest)
  if (program === undefined) return []
  return [{ program, argv: signs.includes('@') && others.length > 0 ? others : [program, ...others] }]
}

/** Quotation marks hold words together. What they hold is kept whole; escapes matter to no path. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[^\s"'\\])+/gs)].map(([word]) => word.replaceAll(/"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'/gs, (_, double?: string, single?: string) => double ?? single ?? '').replaceAll(/\\(["'\\ ])/g, '$1'))
}
