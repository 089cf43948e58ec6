import { failure } from '../errors.ts'
import type { Disk, ReadsDisk } from '../host/types.ts'
import type { Request } from './report.ts'

/**
 * A wish left for the unit (decision 0005). It lies in a directory that only root can write and only our group can read, because
 * a URL may carry a token; arguments, environment and D-Bus properties are open to every local user.
 */
export interface Wish { readonly instance: string; readonly atMs: number; readonly request: Request }

const wishAgeMsMax = 60_000
const wishBytesMax = 16 * 1024

export async function leaveWish(disk: Disk, path: string, wish: Wish): Promise<void> {
  await disk.remove(path)
  await disk.create(path, Buffer.from(JSON.stringify(wish)), 0o640)
}

/** The wish for this instance, or null. An old one, or one for another instance, belongs to a unit that never started. */
export async function readWish(disk: ReadsDisk, path: string, instance: string, nowMs: number): Promise<Request | null> {
  const facts = await disk.look(path)
  if (facts === null) return null
  if (facts.kind !== 'file' || facts.uid !== 0 || (facts.mode & 0o022) !== 0) throw failure('PERMISSION', `'${path}' is not a file that only root can write`)
  const bytes = await disk.read(path, wishBytesMax)
  const wish = bytes === null ? null : parseWish(bytes, path)
  const fresh = wish !== null && wish.instance === instance && Math.abs(nowMs - wish.atMs) <= wishAgeMsMax
  return fresh ? wish.request : null
}

const texts = ['version', 'channel', 'url', 'prefix', 'reason'] as const

function parseWish(bytes: Uint8Array, path: string): Wish {
  try {
    const { instance, atMs, request } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Wish
    const sound = typeof instance === 'string' && typeof atMs === 'number' && typeof request.actor === 'string'
      && texts.every((key) => request[key] === null || typeof request[key] === 'string')
      && (request.way === 'on' || request.way === 'back')
      && [request.force, request.dryRun].every((answer) => answer === 'yes' || answer === 'no')
    if (sound) return { instance, atMs, request }
  } catch (cause) {
    throw failure('DATA', `'${path}' is not a request`, { cause, next: 'ask again with app-upgrade upgrade' })
  }
  throw failure('DATA', `'${path}' is not a request`, { next: 'ask again with app-upgrade upgrade' })
}
