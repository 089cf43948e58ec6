import type { Caller, Terminal } from '../cli/world.ts'

const { env, stderr, stdout } = process
const columnsDefault = 80

/** Colour only where a person looks: no-color.org, and `TERM=dumb`. An empty NO_COLOR does not count, by that convention. */
export const terminal: Terminal = {
  columns: stdout.columns ?? columnsDefault,
  stdoutIsTerminal: stdout.isTTY === true,
  stderrIsTerminal: stderr.isTTY === true,
  colour: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
  out: (text) => void stdout.write(asTyped(text)),
  err: (text) => void stderr.write(asTyped(text)),
}

let program = 'app-upgrade'

/** How this program is called when the words in our texts are to be typed again: with `--user`, where the user's own daemons are meant. */
export function calledAs(words: string): void {
  program = words
}

/** Texts quote a command as `'app-upgrade unskip acme 2.0.0'`; only here is it known what has to stand before the verb. */
export function asTyped(text: string): string {
  return program === 'app-upgrade' ? text : text.replaceAll(/'app-upgrade (?=[a-z])/g, `'${program} `)
}

// A reader that went away (`| head`) must not end an upgrade half-way (failures.md F35).
for (const stream of [stdout, stderr]) stream.on('error', () => {})

/** Who asked, for the history: what sudo(8) says is a remark, never a proof. */
export const caller: Caller = { uid: process.getuid?.() ?? 0, actor: actor() }

function actor(): string {
  const user = env['SUDO_USER'] ?? env['LOGNAME'] ?? env['USER'] ?? (process.getuid?.() === 0 ? 'root' : 'unknown')
  const name = /^[A-Za-z0-9_.-]{1,64}$/.test(user) ? user : 'unknown'
  const how = env['INVOCATION_ID'] === undefined ? (stdout.isTTY === true ? 'at a terminal' : 'from a script') : 'by a unit'
  return `${name} (uid ${process.getuid?.() ?? '?'}), ${how}`
}
