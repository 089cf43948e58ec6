import { posix } from 'node:path'
import type { Sent } from '../../drivers/coordination/driver.ts'
import { carryErrand } from '../../drivers/coordination/table.ts'
import { failure, isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { parseAppName } from '../../release/instance.ts'
import { leaveFile, readLeftFile } from '../../upgrade/left-file.ts'
import type { Places } from '../../upgrade/places.ts'
import { forgetTrouble, leaveTrouble } from '../acquire/acquire-trouble.ts'
import { openApp } from '../app.ts'
import { netFor, secretsFor } from '../acquire/net-for.ts'
import { theScope } from '../scope.ts'

export const errandMs = 60_000
const sentBytesMax = 16 * 1024
/** No instance has a colon in it. */
const pathOf = ({ requests }: Places, app: string): string => posix.join(requests, `lease:${app}`)

/** For the unit that is about to be started. */
export async function leaveErrand(places: Places, app: string, sent: Sent): Promise<void> {
  await leaveFile(machine.disk, pathOf(places, app), sent)
}

export async function forgetErrand(places: Places, app: string): Promise<void> {
  await machine.disk.remove(pathOf(places, app))
}

/** `lease -- %i`: the main process of the unit that carries errands. A no is TEMPORARY; that and whatever stops it is left for the half that waits. */
export async function carryForUnit(instance: string): Promise<void> {
  const app = parseAppName(instance)
  const places = theScope().places(app)
  await forgetTrouble(places)
  try {
    const answer = await carryHere(app, await readErrand(places, app))
    if (answer.kind === 'no') throw failure('TEMPORARY', answer.reason, { next: answer.next })
  } catch (thrown) {
    if (isFailure(thrown)) await leaveTrouble(places, thrown)
    throw thrown
  }
}

/** In this process, which has a network. */
export async function carryHere(app: string, { settings, errand }: Sent): Promise<Awaited<ReturnType<typeof carryErrand>>> {
  const opened = await openApp(app)
  const tools = { net: netFor(opened), secrets: secretsFor(opened), stallMs: opened.settings.limits.stallMs }
  return carryErrand(settings, errand, tools, machine.clock.deadline(errandMs))
}

async function readErrand(places: Places, app: string): Promise<Sent> {
  const bytes = await readLeftFile(machine.disk, pathOf(places, app), { owner: places.owner, sizeBytesMax: sentBytesMax })
  if (bytes === null) throw failure('USAGE', `there is no errand for '${app}'`, { next: 'this unit is started by app-upgrade itself' })
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as Sent
}
