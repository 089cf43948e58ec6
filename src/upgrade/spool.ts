import { posix } from 'node:path'
import { failure, isFailure } from '../errors.ts'
import type { Disk } from '../host/types.ts'
import { replaceNote } from './durable.ts'
import { type FinalEvent, finalEvents } from './final-events.ts'
import { messageBytesMax, spooledMax } from './limits.ts'

/**
 * Where outcomes wait until everybody was told: one file each, written by the owner's half, beside it a note of who has taken it, written by the half that
 * tells. Names sort by time. Not synced: what a power cut takes is a message about something that the journal tells for ever.
 */

/** Its body is what is sent, to the byte: what was signed once can be checked for ever. */
export interface SpooledMessage { readonly id: string; readonly atMs: number; readonly event: FinalEvent; readonly body: Uint8Array }
export interface Waiting { readonly message: SpooledMessage; readonly taken: readonly string[] }

/** Of its directory, and of the files in it: written by the owner, read and removed by the group. */
const directoryMode = 0o770
const fileMode = 0o644
const idPattern = /^\d{8}T\d{9}Z-[0-9a-f]{8}$/

/** `20261121T104841123Z-3fa29c01`: sorts by time, and is never the same twice. */
export function messageId(atMs: number, hex: string): string {
  return `${new Date(atMs).toISOString().replaceAll(/[-:.]/g, '')}-${hex.slice(0, 8)}`
}

/**
 * Adds one; answers the ids of those that had to go for it, oldest first. The directory above exists, and only the owner writes there: its
 * group is inherited, and whoever tells is in it.
 */
export async function spool(disk: Disk, directory: string, { id, body }: Pick<SpooledMessage, 'id' | 'body'>): Promise<readonly string[]> {
  const facts = await disk.look(directory)
  if (facts === null) await disk.makeDirectory(directory, directoryMode)
  // The half that tells is a stranger's next door: a link of its own would have the owner write, and remove, wherever it leads.
  else if (facts.kind !== 'directory') throw failure('IO', `'${directory}' is no directory`, { next: 'remove it: it is made anew' })
  const ids = await idsIn(disk, directory)
  const dropped = ids.slice(0, Math.max(0, ids.length - spooledMax + 1))
  for (const one of dropped) await unspool(disk, directory, one)
  await replaceNote(disk, messagePath(directory, id), body, fileMode)
  return dropped
}

export async function spooledCount(disk: Disk, directory: string): Promise<number> {
  return (await idsIn(disk, directory)).length
}

/** Oldest first. What cannot be read is no message, and goes. */
export async function waitingIn(disk: Disk, directory: string): Promise<readonly Waiting[]> {
  const waiting: Waiting[] = []
  for (const id of (await idsIn(disk, directory)).slice(-spooledMax)) {
    const message = await readMessage(disk, directory, id)
    if (message === null) await unspool(disk, directory, id)
    else waiting.push({ message, taken: await readTaken(disk, directory, id) })
  }
  return waiting
}

/** Told as far as it can be: nothing of it is left. */
export async function unspool(disk: Disk, directory: string, id: string): Promise<void> {
  await disk.remove(messagePath(directory, id))
  await disk.remove(takenPath(directory, id))
}

/** So that nobody is told twice because somebody else could not be told at all. */
export async function noteTaken(disk: Disk, directory: string, { id, taken }: { readonly id: string; readonly taken: readonly string[] }): Promise<void> {
  await replaceNote(disk, takenPath(directory, id), Buffer.from(JSON.stringify(taken)), fileMode)
}

const messagePath = (directory: string, id: string): string => posix.join(directory, `${id}.json`)
const takenPath = (directory: string, id: string): string => posix.join(directory, `${id}.taken`)

async function idsIn(disk: Disk, directory: string): Promise<readonly string[]> {
  const names = (await disk.list(directory)) ?? []
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)).filter((id) => idPattern.test(id))
}

async function readMessage(disk: Disk, directory: string, id: string): Promise<SpooledMessage | null> {
  const body = await readOrNull(disk, messagePath(directory, id))
  const { at, event } = parsed(body) as { readonly at?: unknown; readonly event?: unknown }
  const [known, atMs] = [finalEvents.find((one) => one === event), typeof at === 'string' ? Date.parse(at) : NaN]
  return body === null || known === undefined || Number.isNaN(atMs) ? null : { id, atMs, event: known, body }
}

async function readTaken(disk: Disk, directory: string, id: string): Promise<readonly string[]> {
  const taken = parsed(await readOrNull(disk, takenPath(directory, id)))
  return Array.isArray(taken) ? taken.filter((one) => typeof one === 'string') : []
}

async function readOrNull(disk: Disk, path: string): Promise<Uint8Array | null> {
  try {
    return await disk.read(path, messageBytesMax)
  } catch (thrown) {
    // Larger than any message of ours.
    if (isFailure(thrown) && thrown.code === 'DATA') return null
    throw thrown
  }
}

function parsed(bytes: Uint8Array | null): object {
  try {
    const value: unknown = bytes === null ? null : JSON.parse(Buffer.from(bytes).toString('utf8'))
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
