import { posix } from 'node:path'
import type { ManagedFile } from '../config/settings.ts'
import { machine } from '../host/machine.ts'
import { addMadeFiles } from '../upgrade/admit/made-files.ts'
import type { Fillings } from '../upgrade/placeholders.ts'
import type { Admitted } from '../upgrade/run.ts'
import type { LiveState } from './live.ts'
import { printed } from './printed.ts'
import type { Run } from './run-ports.ts'
import { refuseUnrunnable } from './runnable.ts'

/** What a release directory gets before it can become live: files of the one before, and files that commands of the new one print. */
export async function furnish(run: Run, state: LiveState, admitted: Admitted): Promise<void> {
  const { archive, binaries: [first, ...others], generate, rehearsal: { room } } = run.app.settings
  if (generate.length > 0) await refuseUnrunnable(run, state, admitted)
  const staged = (file: ManagedFile): ManagedFile & { readonly newPath: string } => ({ ...file, newPath: posix.join(admitted.directory, file.name) })
  const fillings: Fillings = { files: [staged(first), ...others.map(staged)], from: state.live, to: admitted }
  const made = { carry: archive.carry, generate: generate.map((one) => ({ to: one.to, content: () => printed(one, fillings, room) })) }
  for (const text of await addMadeFiles(machine.disk, { from: state.live?.directory ?? null, to: admitted.directory }, made)) run.tell({ kind: 'note', text })
}
