import { posix } from 'node:path'
import type { GenerateSettings, ManagedFile, RehearsalSettings } from '../config/settings.ts'
import { failure } from '../errors.ts'
import { printable } from '../formats/printable.ts'
import { machine } from '../host/machine.ts'
import { addMadeFiles } from '../upgrade/admit/made-files.ts'
import type { Fillings } from '../upgrade/placeholders.ts'
import type { UpgradeEvent } from '../upgrade/ports.ts'
import { rehearsedAs } from '../upgrade/rehearsal-texts.ts'
import type { Ready } from '../upgrade/run.ts'
import type { App } from './app.ts'
import { closedCommands } from './closed-commands.ts'

const outputBytesMax = 1024 * 1024

/** What a release directory gets before it can become live: files of the one before, and files that commands of the new one print. */
export async function furnish({ settings }: Pick<App, 'settings'>, { live, admitted }: Ready, tell: (event: UpgradeEvent) => void): Promise<void> {
  const { archive, binaries: [first, ...others], generate, rehearsal: { room } } = settings
  const staged = (file: ManagedFile): ManagedFile & { readonly newPath: string } => ({ ...file, newPath: posix.join(admitted.directory, file.name) })
  const fillings: Fillings = { files: [staged(first), ...others.map(staged)], from: live, to: admitted }
  const made = { carry: archive.carry, generate: generate.map((one) => ({ to: one.to, content: () => printed(one, fillings, room) })) }
  for (const text of await addMadeFiles(machine.disk, { from: live?.directory ?? null, to: admitted.directory }, made)) tell({ kind: 'note', text })
}

/** Shut in as a rehearsal is: it can read what everybody may read, and write nothing but its standard output. */
async function printed({ to, command }: GenerateSettings, fillings: Fillings, room: RehearsalSettings['room']): Promise<Uint8Array> {
  const asked = rehearsedAs(command, fillings, null, outputBytesMax)
  const [program] = asked.argv
  const { status, output, trouble } = await (await closedCommands(room)).run({ ...asked, errors: 'apart' }, new AbortController().signal)
  if (status !== 0) throw failure('REFUSED', `'${to}' could not be made for version ${fillings.to.version}: ${program}: ${trouble ?? `exit status ${status ?? '?'}`}${output === '' ? '' : `: ${printable(output, 200)}`}`, { next: `run it by hand and see what is wrong; it is named under [[generate]], and its complaints are in the system journal: journalctl -t ${posix.basename(program)}` })
  if (Buffer.byteLength(output) >= outputBytesMax) throw failure('REFUSED', `'${to}' could not be made: ${program} prints more than ${outputBytesMax} bytes`)
  return Buffer.from(output)
}
