import { posix } from 'node:path'
import type { GenerateSettings, RehearsalSettings } from '../config/settings.ts'
import { failure } from '../errors.ts'
import { printable } from '../formats/printable.ts'
import type { Fillings } from '../upgrade/placeholders.ts'
import { rehearsedAs } from '../upgrade/rehearsal-texts.ts'
import { closedCommands } from './closed-commands.ts'

const outputBytesMax = 1024 * 1024

/** Shut in as a rehearsal is: it can read what everybody may read, and write nothing but its standard output. */
export async function printed({ to, command }: GenerateSettings, fillings: Fillings, room: RehearsalSettings['room']): Promise<Uint8Array> {
  const asked = rehearsedAs(command, fillings, null, outputBytesMax)
  const [program] = asked.argv
  const { status, output, trouble } = await (await closedCommands(room)).run({ ...asked, errors: 'apart' }, new AbortController().signal)
  if (status !== 0) throw failure('REFUSED', `'${to}' could not be made for version ${fillings.to.version}: ${program}: ${trouble ?? `exit status ${status ?? '?'}`}${output === '' ? '' : `: ${printable(output, 200)}`}`, { next: `run it by hand and see what is wrong; it is named under [[generate]], and its complaints are in the system journal: journalctl -t ${posix.basename(program)}` })
  if (Buffer.byteLength(output) >= outputBytesMax) throw failure('REFUSED', `'${to}' could not be made: ${program} prints more than ${outputBytesMax} bytes`)
  return Buffer.from(output)
}
