/** One command of a transcript: the world it runs in, what was typed, what was said on which descriptor, and the exit code. */
export interface Scene {
  readonly world: string
  readonly argv: readonly string[]
  readonly lines: readonly string[]
  /** Final events, as `event| KEY=value`, follow the output; they are part of what a run says. */
  readonly exit: number
}

/** Lines: `# comment`, `world: name` (until the next), `$ app-upgrade …`, `1| out`, `2| err`, `event| …`, `exit N`. Throws on anything else. */
export function parseTranscript(text: string): readonly Scene[] {
  const scenes: Scene[] = []
  let world = ''
  let open: { argv: readonly string[]; lines: string[] } | null = null
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue
    if (line.startsWith('world: ')) world = line.slice(7)
    else if (line.startsWith('$ app-upgrade')) open = { argv: wordsOf(line.slice(13)), lines: [] }
    else if (open !== null && /^(?:1|2|event|status)\|/.test(line)) open.lines.push(line)
    else if (open !== null && /^exit \d+$/.test(line)) {
      scenes.push({ world, ...open, exit: Number(line.slice(5)) })
      open = null
    } else throw new Error(`line ${index + 1} of the transcript is not understood: ${line}`)
  }
  if (open !== null) throw new Error('the last command of the transcript has no exit code')
  return scenes
}

/** Words as a shell would cut them, with single quotes; `\e` and `\n` inside stand for what they usually do. */
function wordsOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, plain]) => (quoted ?? plain ?? '').replaceAll('\\e', '\x1b').replaceAll('\\n', '\n'))
}

/** What was said, as lines of a transcript: `1| text`; what cannot be seen is written out. */
export function linesOf(said: readonly { readonly fd: 1 | 2; readonly text: string }[]): readonly string[] {
  return said.flatMap(({ fd, text }) => {
    const lines = text.split('\n')
    // A text that does not end in a line feed (a progress line) is shown with a backslash at its end.
    const last = lines.pop() ?? ''
    const shown = [...lines, ...(last === '' ? [] : [`${last}\\`])]
    return shown.map((line) => `${fd}| ${visible(line)}`.trimEnd())
  })
}

function visible(line: string): string {
  return line.replaceAll('\x1b', '\\e').replaceAll('\r', '\\r')
}
