import { failure, failureTable, isFailure, codeOfExit } from '../../errors.ts'
import { printable } from '../../formats/printable.ts'
import { machine } from '../../host/machine.ts'
import { ensureDirectory, replaceNote } from '../../upgrade/durable.ts'
import type { Places } from '../../upgrade/places.ts'
import type { Trouble } from '../../upgrade/report.ts'
import { shelfDirectoryMode } from '../../upgrade/acquire/shelf.ts'
import { theScope } from '../scope.ts'
import { acquiringAccount, givenBack } from './acquiring-account.ts'

/** systemd.exec(5): it failed at setting up credentials, before any line of ours. */
const credentialsStatus = 243
const troubleBytesMax = 16 * 1024
const troublePath = ({ cache }: Pick<Places, 'cache'>): string => `${cache}/trouble.json`

/** What stopped the acquiring half, left beside the shelf for the half that waits for it. */
export async function leaveTrouble(places: Places, thrown: unknown): Promise<void> {
  const path = troublePath(places)
  try {
    await ensureDirectory(machine.disk, places.cache, shelfDirectoryMode)
    await replaceNote(machine.disk, path, Buffer.from(JSON.stringify(troubleIn(thrown))), 0o644)
  } catch {
    // The exit code says the most important half of it.
  }
}

/** May be repeated. */
export async function forgetTrouble(places: Places): Promise<void> {
  await machine.disk.remove(troublePath(places))
}

function troubleIn(thrown: unknown): Trouble {
  const messages: string[] = []
  for (let link = thrown; link instanceof Error && messages.length < 6; link = link.cause) messages.push(link.message)
  const [first = 'it failed', ...rest] = messages
  return { code: isFailure(thrown) ? thrown.code : 'BUG', messages: [first, ...rest], next: isFailure(thrown) ? thrown.next : null }
}

/** Hearsay, like everything the acquiring half says; null when it said nothing that can be read. */
export async function readTrouble(places: Places): Promise<Trouble | null> {
  try {
    const bytes = await machine.disk.read(troublePath(places), troubleBytesMax)
    const { code, messages, next } = JSON.parse(Buffer.from(bytes ?? []).toString('utf8')) as Trouble
    const sound = code in failureTable && messages.length > 0 && messages.every((one) => typeof one === 'string') && (next === null || typeof next === 'string')
    return sound ? { code, messages, next } : null
  } catch {
    return null
  }
}

/**
 * The exit code is systemd's word; the message is hearsay from a process that talks to strangers, and is shown as such. What keeps it from its own place is
 * most likely root's: laid there by hand, or by a run of an earlier version without systemd.
 */
export function acquireFailure({ cache, ...end }: Omit<UnitEnd, 'what'> & Pick<Places, 'cache'>): Error {
  const thrown = unitFailure({ ...end, what: 'the release could not be acquired' })
  const isItsOwnPlace = end.trouble === null || end.trouble.messages.some((message) => message.includes(`'${cache}`))
  if (!isFailure(thrown) || thrown.code !== 'PERMISSION' || !isItsOwnPlace) return thrown
  return failure('PERMISSION', thrown.message, { cause: thrown.cause, next: `see whose '${cache}' and what lies in it is; where that is not '${acquiringAccount}': ${givenBack(cache)}` })
}

/** A unit of the harmless half, how it ended, what it left, and what it was to do, in words. */
export interface UnitEnd { readonly unit: string; readonly status: number; readonly trouble: Trouble | null; readonly what: string }

export function unitFailure({ unit, status, trouble, what }: UnitEnd): Error {
  const agrees = trouble !== null && failureTable[trouble.code].exit === status
  if (agrees) return told(trouble)
  if (status === credentialsStatus) return failure('CONFIG', `systemd could not hand its credentials to '${unit}'`, { next: "'systemd-tmpfiles --create app-upgrade.conf' makes the directory that they lie in" })
  const code = codeOfExit(status) ?? 'UNAVAILABLE'
  return failure(code, `${what}: unit '${unit}' ended with status ${status}`, { next: `read '${theScope().journalctl} -u ${unit}'` })
}

function told({ code, messages: [first, ...rest], next }: Trouble): Error {
  const cause = rest.toReversed().reduce<Error | undefined>((below, message) => new Error(printable(message), below === undefined ? {} : { cause: below }), undefined)
  return failure(code, printable(first), { ...(cause === undefined ? {} : { cause }), ...(next === null ? {} : { next: printable(next) }) })
}
