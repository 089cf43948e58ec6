import { failure, failureTable, isFailure, type FailureCode } from '../errors.ts'
import { printable } from '../formats/printable.ts'
import { machine } from '../host/machine.ts'
import { unfinished } from '../upgrade/durable.ts'
import type { Wanted } from '../upgrade/ports.ts'
import type { Shown, Trouble } from '../upgrade/report.ts'
import { readWish } from '../upgrade/request.ts'
import type { Acquired } from '../upgrade/run.ts'
import { readAcquired } from '../upgrade/shelf.ts'
import { runUnitJob } from '../systemd/jobs.ts'
import { readUnit } from '../systemd/units.ts'
import { acquireHere } from './acquiring.ts'
import { openAppFor, openInstance, type App } from './app.ts'
import { showStatus } from './show-status.ts'
import { theBus } from './service.ts'

type Tell = (shown: Shown) => void
const troubleBytesMax = 16 * 1024
const troublePath = (app: Pick<App, 'places'>): string => `${app.places.cache}/trouble.json`

/** `acquire -- %i`: the main process of the acquiring unit. What stops it is left for the half that waits, beside the shelf. */
export async function acquireInstance(instance: string, tell: Tell): Promise<void> {
  const named = await openInstance(instance)
  const unasked = await openAppFor(named.app, { url: null, prefix: null })
  const wish = await readWish(machine.disk, unasked.places.request, instance, machine.clock.nowMs())
  const app = wish === null ? unasked : await openAppFor(named.app, wish)
  try {
    await acquireHere(app, wantedBy(named.wanted, wish), tell)
  } catch (thrown) {
    if (isFailure(thrown)) await leaveTrouble(app, troubleIn(thrown))
    throw thrown
  }
}

/** A version that cannot stand in a unit's name travels in the wish. */
export function wantedBy(wanted: Wanted, wish: { readonly version: string | null; readonly channel: string | null } | null): Wanted {
  const version = wish?.version ?? null
  return { version: version === null ? wanted.version : (version.replace(/^v/, '') as Wanted['version']), channel: wish?.channel ?? wanted.channel }
}

/** Starts the acquiring unit, waits for it, and reads what it acquired: hearsay, whatever it says. */
export async function acquireByUnit(app: App, { instance, wanted }: { readonly instance: string; readonly wanted: Wanted }, tell: Tell): Promise<Acquired> {
  const unit = `app-upgrade-acquire@${instance}.service`
  const stop = new AbortController()
  const shown = showStatus(unit, tell, stop.signal)
  try {
    const end = await runUnitJob(theBus(), 'StartUnit', unit, new AbortController().signal)
    if (end === 'done') return await readAcquired(machine.disk, app.places.shelf, wanted)
    throw await failureOf(app, unit)
  } finally {
    stop.abort()
    await shown
  }
}

async function leaveTrouble(app: App, trouble: Trouble): Promise<void> {
  const path = troublePath(app)
  try {
    await machine.disk.remove(unfinished(path))
    await machine.disk.create(unfinished(path), Buffer.from(JSON.stringify(trouble)), 0o644)
    await machine.disk.rename(unfinished(path), path)
  } catch {
    // The exit code says the most important half of it.
  }
}

function troubleIn(thrown: unknown): Trouble {
  const messages: string[] = []
  for (let link = thrown; link instanceof Error && messages.length < 6; link = link.cause) messages.push(link.message)
  const [first = 'it failed', ...rest] = messages
  return { code: isFailure(thrown) ? thrown.code : 'BUG', messages: [first, ...rest], next: isFailure(thrown) ? thrown.next : null }
}

/** The exit code is systemd's word; the message is hearsay from a process that talks to strangers, and is shown as such. */
async function failureOf(app: App, unit: string): Promise<Error> {
  const { mainStatus } = await readUnit(theBus(), unit)
  const trouble = await readTrouble(app)
  const agrees = trouble !== null && failureTable[trouble.code].exit === mainStatus
  if (agrees) return told(trouble)
  const code = codes.find((one) => failureTable[one].exit === mainStatus && one !== 'TAMPERED') ?? 'UNAVAILABLE'
  return failure(code, `the release could not be acquired: unit '${unit}' ended with status ${mainStatus}`, { next: `read 'journalctl -u ${unit}'` })
}
const codes = Object.keys(failureTable) as readonly FailureCode[]

function told({ code, messages: [first, ...rest], next }: Trouble): Error {
  const cause = rest.toReversed().reduce<Error | undefined>((below, message) => new Error(printable(message), below === undefined ? {} : { cause: below }), undefined)
  return failure(code, printable(first), { ...(cause === undefined ? {} : { cause }), ...(next === null ? {} : { next: printable(next) }) })
}

async function readTrouble(app: App): Promise<Trouble | null> {
  try {
    const bytes = await machine.disk.read(troublePath(app), troubleBytesMax)
    const { code, messages, next } = JSON.parse(Buffer.from(bytes ?? []).toString('utf8')) as Trouble
    const sound = code in failureTable && messages.length > 0 && messages.every((one) => typeof one === 'string') && (next === null || typeof next === 'string')
    return sound ? { code, messages, next } : null
  } catch {
    return null
  }
}
