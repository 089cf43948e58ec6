import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { finalEventIds, otherEventIds } from '../../../../src/cli/final-event-ids.ts'
import type { Machine } from '../../bed/machine.ts'
import { type App, unitOf } from './an-app.ts'
import { property } from './look.ts'

/** What the service manager knows of an app's probation. */
export interface Guarded { readonly dropIn: boolean; readonly onFailure: string; readonly timer: string }

export async function guardOf(machine: Machine, app: App): Promise<Guarded> {
  return {
    dropIn: existsSync(join(machine.root, dropInOf(app))) || (await machine.exec(['test', '-e', dropInOf(app)])).code === 0,
    onFailure: await property(machine, unitOf(app), 'OnFailure'),
    timer: await property(machine, `app-upgrade-probation@${app.name}.timer`, 'ActiveState'),
  }
}

export const dropInOf = (app: App): string => `/run/systemd/system/${unitOf(app)}.d/50-app-upgrade-probation-${app.name}.conf`
export const unguarded: Guarded = { dropIn: false, onFailure: '', timer: 'inactive' }
export const guardedBy = (app: App): Guarded => ({ dropIn: true, onFailure: `app-upgrade-fallback@${app.name}.service`, timer: 'active' })

const eventIds = { ...finalEventIds, ...otherEventIds }

/** Waits until the system journal has this event of the app. */
export async function heard(machine: Machine, app: App, event: keyof typeof eventIds): Promise<void> {
  const follow = 'journalctl --follow --lines=all --output=cat "APP_UPGRADE_APP=$1" "MESSAGE_ID=$2" | grep --quiet --max-count=1 .'
  await machine.must(['sh', '-c', follow, 'sh', app.name, eventIds[event]], { timeoutSeconds: 300 })
}

/** The daemon dies, with its reason on its standard error. */
export async function die(machine: Machine, { port }: App): Promise<void> {
  await machine.exec(['curl', '--silent', '--max-time', '60', `http://127.0.0.1:${port}/die`])
}
