import { posix } from 'node:path'
import type { Sent } from '../../drivers/coordination/driver.ts'
import { carryErrand } from '../../drivers/coordination/table.ts'
import { failure, isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { parseAppName } from '../../release/instance.ts'
import { ensureDirectory } from '../../upgrade/durable.ts'
import type { Places } from '../../upgrade/places.ts'
import { forgetTrouble, leaveTrouble } from '../acquire/acquire-trouble.ts'
import { openApp } from '../app.ts'
import { netFor, secretsFor } from '../acquire/net-for.ts'
import { theScope } from '../scope.ts'

export const errandMs = 60_000
const sentBytesMax = 16 * 1024
const requestsMode = 0o750
/** No instance has a colon in it. */
const pathOf = ({ requests }: Places, app: string): string => posix.join(requests, `lease:${app}`)

/** For the unit that is about to be started: only its owner can write there, and only our group can read. */
export async function leaveErrand(places: Places, app: string, sent: Sent): Promise<void> {
  await ensureDirectory(machine.disk, places.requests, requestsMode)
  await machine.disk.remove(pathOf(places, app))
  await machine.disk.create(pathOf(places, app), Buffer.from(JSON.stringify(sent)), 0o640)
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
  const path = pathOf(places, app)
  const facts = await machine.disk.look(path)
  if (facts === null) throw failure('USAGE', `there is no errand for '${app}'`, { next: 'this unit is started by app-upgrade itself' })
  if (facts.kind !== 'file' || (facts.uid !== 0 && facts.uid !== places.owner) || (facts.mode & 0o022) !== 0) throw failure('PERMISSION', `'${path}' is not a file that only its owner can write`)
  return JSON.parse(Buffer.from(await machine.disk.read(path, sentBytesMax) ?? []).toString('utf8')) as Sent
}
