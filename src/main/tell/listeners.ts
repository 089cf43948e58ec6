import { createHash } from 'node:crypto'
import type { Teller } from '../../drivers/tellers/driver.ts'
import { openTeller } from '../../drivers/tellers/table.ts'
import { machine } from '../../host/machine.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Listener } from '../../upgrade/telling.ts'
import type { App } from '../app.ts'
import { netFor, secretsFor } from '../acquire/net-for.ts'

/** Everybody whom this app's file wants to be told. Nothing is opened, and no secret read, before one of them is. */
export function listenersOf(app: App): readonly (Listener & Teller)[] {
  const { settings: { tellers, limits: { stallMs } } } = app
  const tools = { net: netFor(app), secrets: secretsFor(app), commands: machine.commands, clock: machine.clock, stallMs }
  return tellers.map((settings) => ({ key: keyOf(settings), ...openTeller(settings, tools) }))
}

/** By what it says: an edited one is somebody else, who has been told of nothing yet. */
function keyOf(settings: DriverSettings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16)
}
