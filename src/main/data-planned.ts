import { withData } from '../upgrade/planned-data.ts'
import type { Plan } from '../upgrade/plan.ts'
import type { App } from './app.ts'
import { daemonAccount } from './daemon-account.ts'

/** The plan with what holds for the daemon's data. Their account is asked only where somebody says something of them. */
export async function dataPlanned({ settings }: Pick<App, 'settings'>, plan: Plan): Promise<Plan> {
  return settings.data === null ? plan : withData(plan, settings.data, await daemonAccount(settings))
}
