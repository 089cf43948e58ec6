import type { Settings } from '../config/settings.ts'
import { loadable } from '../drivers/gates/loadable.ts'
import { rehearsal } from '../drivers/gates/rehearsal.ts'
import { rehearsed } from '../drivers/gates/rehearsed.ts'
import { machine } from '../host/machine.ts'
import type { Plan } from '../upgrade/plan.ts'
import type { Gate } from '../upgrade/ports.ts'
import { architecture } from './architecture.ts'
import { daemonAccount } from './daemon-account.ts'
import { closedCommands, unprivilegedAccount } from './closed-commands.ts'
import { onStage, rehearse } from './rehearse.ts'
import { hasSystemd } from './service.ts'

type Of = Pick<Settings, 'rehearsal' | 'units'>

/** First what can be read off the files, then what they say of themselves, then what the operator asks them. */
export async function rehearsalGates(settings: Of): Promise<readonly Gate[]> {
  const { commands, unsandboxed, room } = settings.rehearsal
  const readable = loadable(machine, architecture())
  if ((await hasSystemd()) === 'no' && unsandboxed === 'skipped') return [readable, remark(settings, skipped)]
  const asked = [readable, rehearsal(rehearse(room)), rehearsed(commands, await closedCommands(room), await accountOf(settings))]
  return (await hasSystemd()) === 'yes' ? asked : [...asked, remark(settings, unshut)]
}

/** The daemon's own, so that its configuration can be read. Where that is root a new program is given an account of its own: whoever wants more says so. */
async function accountOf(settings: Of): Promise<string | null> {
  const account = await daemonAccount(settings)
  return account === 'root' ? null : account
}

const skipped = "the rehearsal was skipped: there is no systemd here that could isolate it; '[rehearsal] unsandboxed = \"allowed\"' runs it as a plain child"
const unshut = (): string => `the rehearsal ran as a plain child${unprivilegedAccount() === null ? '' : `, as '${unprivilegedAccount()}'`}: there is no systemd here that could keep it from the network, from what its account may write, and from all of the memory`

/** Said only where there is something to rehearse. */
function remark({ rehearsal: { commands } }: Of, said: string | (() => string)): Gate {
  const isAsked = (plan: Plan): boolean => commands.length > 0 || plan.probes.some((probe) => onStage(probe, plan).length > 0)
  return { ask: async (plan) => (isAsked(plan) ? { kind: 'yes', remark: typeof said === 'string' ? said : said() } : { kind: 'yes' }) }
}
