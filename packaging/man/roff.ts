/** A text for a man page: what troff would take for a request or an escape is written out. See groff_man(7). */
export function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('`', '\\(ga')
    .replaceAll("'", '\\(aq')
    // A plain '-' may become a hyphen, and options could not be copied from the page.
    .replaceAll('-', '\\-')
    .replace(/^\./gm, '\\&.')
}

export function bold(text: string): string {
  return `\\fB${roff(text)}\\fR`
}

export function italic(text: string): string {
  return `\\fI${roff(text)}\\fR`
}

/** A section of the page; its parts are ready. */
export function section(name: string, ...parts: readonly string[]): string {
  return `.SH ${/\s/.test(name) ? `"${roff(name)}"` : roff(name)}\n${withoutLeadingBreak(parts.join(''))}`
}

export function subsection(name: string, ...parts: readonly string[]): string {
  return `.SS ${/\s/.test(name) ? `"${roff(name)}"` : roff(name)}\n${withoutLeadingBreak(parts.join(''))}`
}

/** Sentences, each on a line of its own, as troff wants them. */
export function paragraph(text: string): string {
  return `.PP\n${sentences(roff(text))}\n`
}

/** A term, ready, and what it means, plain. */
export function item(term: string, text: string): string {
  return `.TP\n${term}\n${sentences(roff(text))}\n`
}

/** Lines as they are, indented: commands and files. */
export function example(text: string): string {
  return `.PP\n.in +4n\n.nf\n${roff(text.replace(/\n$/, ''))}\n.fi\n.in\n`
}

/** The first line of every page. */
export function title(name: string, volume: number, { date, version }: Edition): string {
  return `.\\" Made from the program itself by packaging/man.ts.\n.TH ${name.toUpperCase()} ${volume} ${date} "app\\-upgrade ${version}"\n`
}

/** What stands in the page's foot. */
export interface Edition { readonly date: string; readonly version: string }

function sentences(text: string): string {
  return text.replace(/([.:?]) (?=[A-Z\\])/g, '$1\n').split('\n').map(wrapped).join('\n')
}

const columnsMax = 79

/** Input lines are kept short: long ones are bad style to the linter, and unreadable to whoever opens the page in an editor. */
export function wrapped(line: string): string {
  const lines: string[] = ['']
  for (const word of line.trim().split(/ +/)) {
    const last = lines.at(-1) ?? ''
    if (last === '') lines[lines.length - 1] = word
    else if (last.length + word.length < columnsMax) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((one) => one.replace(/^(?=['.])/, '\\&')).join('\n')
}

/** A break right below a heading is nothing but a warning of the linter. */
function withoutLeadingBreak(text: string): string {
  return text.replace(/^\.PP\n/, '')
}
