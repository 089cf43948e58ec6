import { machine } from '../host/machine.ts'
import type { CommandRoom, RunsCommands } from '../host/types.ts'
import { commandsFor, hasSystemd } from './service.ts'

/** The account that owns nothing on any machine: what runs as it can at least change nothing of root's. Null where we are nobody special ourselves. */
export const unprivilegedAccount = (): string | null => (machine.facts.uid === 0 ? 'nobody' : null)

/**
 * For programs that have never run here: shut in by systemd; where there is none, as plain children without our privileges. A new program is no plain child
 * of root, whoever allowed it. `room`: what each may take; when left out, what is plenty for a program that says its version.
 */
export async function closedCommands(room?: CommandRoom): Promise<RunsCommands> {
  if ((await hasSystemd()) === 'yes') return within(room, await commandsFor('none'))
  return { run: (command, signal) => machine.commands.run({ ...command, user: command.user ?? unprivilegedAccount() }, signal) }
}

/** Each command in the room that the settings give it. */
export function within(room: CommandRoom | undefined, commands: RunsCommands): RunsCommands {
  return room === undefined ? commands : { run: (command, signal) => commands.run({ ...command, room }, signal) }
}
