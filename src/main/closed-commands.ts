import { machine } from '../host/machine.ts'
import type { RunsCommands } from '../host/types.ts'
import { commandsFor, hasSystemd } from './service.ts'

/** The account that owns nothing on any machine: what runs as it can at least change nothing of root's. Null where we are nobody special ourselves. */
export const unprivilegedAccount = (): string | null => (machine.facts.uid === 0 ? 'nobody' : null)

/**
 * For programs that have never run here: shut in by systemd; where there is none, as plain children without our privileges. A new program is no plain child
 * of root, whoever allowed it.
 */
export async function closedCommands(): Promise<RunsCommands> {
  if ((await hasSystemd()) === 'yes') return commandsFor('none')
  return { run: (command, signal) => machine.commands.run({ ...command, user: command.user ?? unprivilegedAccount() }, signal) }
}
