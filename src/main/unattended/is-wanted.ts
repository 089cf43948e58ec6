import { readTimer } from '../../systemd/next-run.ts'
import { theBus } from '../service.ts'
import { timerOf } from './unattended-units.ts'

/** Whether anything is to begin by itself at all: the timer may have been disabled while a run was under way, and then nothing more is planned. */
export async function isWanted(app: string): Promise<boolean> {
  const { active, enabled } = await readTimer(theBus(), timerOf(app))
  return active === 'yes' || enabled === 'yes'
}
