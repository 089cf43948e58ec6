import { loadable } from '../drivers/gates/loadable.ts'
import { invariant } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { askGates } from '../upgrade/ask-gates.ts'
import type { Admitted } from '../upgrade/run.ts'
import { architecture } from './architecture.ts'
import { planner } from './back/planned.ts'
import { builtInGates } from './built-in-gates.ts'
import type { LiveState } from './live.ts'
import type { Run } from './run-ports.ts'

/**
 * Asked before programs of the new release are run to make files of it, which is before every gate: a mount that is noexec, or a program for another machine,
 * would be told as a fault of that command (failures.md F09, F41). REFUSED, as those gates say it; they are asked again in their turn.
 */
export async function refuseUnrunnable({ app, transaction, request }: Run, state: LiveState, admitted: Admitted): Promise<void> {
  const plan = await planner(app, state, { transaction, request }).plan(admitted)
  const { mounts } = await builtInGates(app)
  invariant(mounts !== undefined, 'nobody asks how the files are mounted')
  await askGates([mounts, loadable(machine, architecture())], plan, request, new AbortController().signal)
}
