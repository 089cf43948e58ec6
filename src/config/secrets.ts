import { posix } from 'node:path'
import { failure, isFailure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import type { FileFacts, ReadsDisk } from '../host/types.ts'
import { secretBytesMax } from './limits.ts'

export interface SecretPlaces {
  /** What systemd handed to our unit; null when we are none. */
  readonly handed: string | null
  /** Where the administrator put them, one file each. */
  readonly own: string
  /** Who besides root may own such a file (0: nobody). */
  readonly owner: number
}

/** The units load the directory under this name, and systemd puts it before each file's own (systemd.exec(5), `LoadCredential=`). */
const prefix = 'app-upgrade_'

/** What a secret may be called: a file name that can be nothing else. */
export const secretName = /^[a-z0-9][a-z0-9_.-]{0,62}$/

/**
 * Passwords and tokens by name. A unit is handed them by systemd, in memory that nobody else can read; at a terminal they are read where the administrator
 * put them. CONFIG when there is none, or others could read it; PERMISSION when only root can. Nothing here shows what it read (failures.md E43, E44).
 */
export function secretsIn(disk: ReadsDisk, places: SecretPlaces): { read(name: string): Promise<string> } {
  return {
    async read(name) {
      if (!secretName.test(name)) throw failure('CONFIG', `${quoted(name, 40)} is no name of a secret: use a-z, 0-9, '_', '-' and '.'`)
      const handed = places.handed === null ? null : await disk.read(posix.join(places.handed, prefix + name), secretBytesMax)
      const bytes = handed ?? await readOwn(disk, name, places)
      const text = Buffer.from(bytes).toString('utf8').replace(/\r?\n$/, '')
      if (text === '') throw failure('CONFIG', `the secret '${name}' is empty`, { next: howToMake(posix.join(places.own, name)) })
      return text
    },
  }
}

async function readOwn(disk: ReadsDisk, name: string, { handed, own, owner }: SecretPlaces): Promise<Uint8Array> {
  const path = posix.join(own, name)
  try {
    const facts = await disk.look(path)
    const bytes = facts === null ? null : await disk.read(path, secretBytesMax)
    if (facts === null || bytes === null) throw missing(name, path)
    const fault = faultOf(facts, owner)
    if (fault !== null) throw failure('CONFIG', `the secret '${name}' cannot be used: '${path}' ${fault}`, { next: `Change what it protects, for others may have read it; then ${howToMake(path)}` })
    return bytes
  } catch (thrown) {
    if (!isFailure(thrown) || thrown.code !== 'PERMISSION') throw thrown
    // A unit may not look there, and need not: what lies there was handed to it.
    if (handed !== null) throw missing(name, path)
    throw failure('PERMISSION', `the secret '${name}' is only for root to read`, { cause: thrown, next: 'use sudo' })
  }
}

function missing(name: string, path: string): Error {
  return failure('CONFIG', `there is no secret '${name}': '${path}' does not exist`, { next: howToMake(path) })
}

function faultOf(facts: FileFacts, owner: number): string | null {
  if (facts.kind !== 'file') return 'is not a regular file'
  if (facts.uid !== 0 && facts.uid !== owner) return `belongs to user ${facts.uid}`
  return (facts.mode & 0o077) === 0 ? null : `can be read by others (mode ${facts.mode.toString(8).padStart(4, '0')})`
}

/** From standard input, because what stands in a command line stays in its history. */
function howToMake(path: string): string {
  return `make it with 'install -m 600 /dev/stdin ${path}', then type it, Enter and Ctrl-D`
}
