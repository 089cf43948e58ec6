import { posix } from 'node:path'
import { failure, isFailure } from '../errors.ts'
import type { Disk, ReadsDisk } from '../host/types.ts'
import type { Occasion } from '../policy/standing.ts'
import { leaveFile, leaveNewFile, leftBytes, readLeftFile } from './left-file.ts'
import { type Known, knownFrom } from './memory/known.ts'
import type { Request } from './report.ts'

/**
 * A wish left for a unit (decision 0005). It lies in a directory that only its owner can write and only our group can read, because
 * a URL may carry a token; arguments, environment and D-Bus properties are open to every local user.
 */
export interface Wish {
  readonly instance: string
  readonly atMs: number
  readonly request: Request
  /** Only what the run wants of its acquiring half has it. */
  readonly known?: Known
}

/** What nobody asked for in particular. */
export const plainRequest = { way: 'on', version: null, channel: null, url: null, prefix: null, bundle: null, occasion: 'person', force: 'no', dryRun: 'no', actor: 'nobody in particular', reason: null } as const satisfies Request

/** How long a unit may take to be started: it waits until an earlier run of the same name has rolled back and settled. */
const wishAgeMsMax = 20 * 60_000
/** A wish that nobody took after this long was left by a caller who died before the unit was started. */
const waitingMsMax = 60_000
const wishBytesMax = 256 * 1024

/** Which instance asks, and whose wishes count: 0 for root's, or a user's own. */
export interface Taking { readonly instance: string; readonly owner: number }

/** One file for each instance: two callers never write over each other's wishes for different runs. */
export const wishFor = (requests: string, instance: string): string => posix.join(requests, instance)
/** What the run wants of its acquiring half. No instance has a colon in it. */
export const acquireWishFor = (requests: string, instance: string): string => posix.join(requests, `acquire:${instance}`)

/**
 * Leaves a wish while `ask` has its unit started, and takes it back if nobody read it by then. TEMPORARY when another one still waits for that very unit.
 * Ours alone: once it is read, the next caller may leave one under the same name, and whoever took that away would turn a rollback into an upgrade (failures.md f05).
 */
export async function whileWished<T>(disk: Disk, path: string, wish: Wish, ask: (isWaiting: () => Promise<boolean>) => Promise<T>): Promise<T> {
  await leaveWish(disk, path, wish)
  const isWaiting = async (): Promise<boolean> => {
    const bytes = await disk.read(path, wishBytesMax)
    return bytes !== null && Buffer.from(bytes).equals(leftBytes(wish))
  }
  try {
    return await ask(isWaiting)
  } finally {
    if (await isWaiting()) await disk.remove(path)
  }
}

async function leaveWish(disk: Disk, path: string, wish: Wish): Promise<void> {
  const waiting = await disk.look(path)
  if (waiting !== null && Math.abs(wish.atMs - waiting.modifiedAtMs) <= waitingMsMax) throw anotherWaits()
  if (waiting !== null) await disk.remove(path)
  try {
    await leaveNewFile(disk, path, wish)
  } catch (thrown) {
    // Of two who looked at the same time one is first.
    if (isFailure(thrown) && (await disk.look(path)) !== null) throw anotherWaits(thrown)
    throw thrown
  }
}

function anotherWaits(cause?: unknown): Error {
  return failure('TEMPORARY', 'another request for the same unit waits to be read', { cause, next: 'ask again in a minute' })
}

/** Over whatever lies there, by the only one who writes this file: the run that holds the lock. */
export async function replaceWish(disk: Disk, path: string, wish: Wish): Promise<void> {
  await leaveFile(disk, path, wish)
}

/**
 * What was left for this run: read once, and gone. Null when nothing was. TEMPORARY when it waited for too long (or the clock jumped): to run
 * without it would turn a rollback into an upgrade.
 */
export async function takeWish(disk: Disk, path: string, taking: Taking, nowMs: number): Promise<Request | null> {
  const wish = await readWish(disk, path, taking)
  if (wish === null) return null
  await disk.remove(path)
  if (Math.abs(nowMs - wish.atMs) <= wishAgeMsMax) return wish.request
  throw failure('TEMPORARY', `what was asked of '${taking.instance}' was asked too long ago`, { next: 'ask again' })
}

/** Null when there is none. PERMISSION when others could have written it, DATA when it is not a request for this instance. */
export async function readWish(disk: ReadsDisk, path: string, { instance, owner }: Taking): Promise<Wish | null> {
  const bytes = await readLeftFile(disk, path, { owner, sizeBytesMax: wishBytesMax })
  const wish = bytes === null ? null : parseWish(bytes, path)
  if (wish === null || wish.instance === instance) return wish
  throw failure('DATA', `'${path}' is a request for '${wish.instance}'`, { next: 'ask again with app-upgrade upgrade' })
}

const texts = ['version', 'channel', 'url', 'prefix', 'bundle', 'reason'] as const
const occasions: readonly Occasion[] = ['person', 'timer', 'inbox', 'pin-file', 'probation']

function parseWish(bytes: Uint8Array, path: string): Wish {
  try {
    const { instance, atMs, request, known } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Wish
    const sound = typeof instance === 'string' && typeof atMs === 'number' && typeof request.actor === 'string'
      && texts.every((key) => request[key] === null || typeof request[key] === 'string')
      && (request.way === 'on' || request.way === 'back')
      && occasions.includes(request.occasion)
      && [request.force, request.dryRun].every((answer) => answer === 'yes' || answer === 'no')
    if (sound) return { instance, atMs, request, ...(known === undefined ? {} : { known: knownFrom(known) }) }
  } catch (cause) {
    throw failure('DATA', `'${path}' is not a request`, { cause, next: 'ask again with app-upgrade upgrade' })
  }
  throw failure('DATA', `'${path}' is not a request`, { next: 'ask again with app-upgrade upgrade' })
}
