import { createHash } from 'node:crypto'

/** When the power goes, all of it decided by one seed. */
export interface Cut {
  readonly seed: string
  /** `new`: its files were placed by hand, and this is their first upgrade. */
  readonly app: 'new' | 'as it is'
  /** The run's main process opens its journal for the `point`-th time: before each entry is written, and before it is synced. 0: its unit was just started. */
  readonly point: number
  /** 0: it still waits in that open(2), so the instant is exact. Otherwise it runs on for so long. */
  readonly delayMs: number
  /** Another program syncs a file of its own right before. The file system then commits its log, and with it our renames, but not our bytes. */
  readonly bystander: 'syncs' | 'is quiet'
  /** Recovery opens the journal for the so-manieth time: the power is cut again. Null: once is enough. */
  readonly againAt: number | null
}

/** An undisturbed run opens its journal 44 times to write its 22 entries. */
export const lastPoint = 44
const graceMsMax = 80
/** From the start of its unit to the first entry, on an idle machine. */
const prologueMs = 1200
const recoveryPoints = 12

/** The `index`-th of `count` cuts that together go through the whole story. The same seed names the same cut. */
export function aCut(seed: string, index: number, count: number): Cut {
  const chance = chancesOf(seed)
  const point = Math.min(lastPoint, Math.floor(((index + chance(0)) * (lastPoint + 1)) / count))
  const exact = point > 0 && chance(1) < 0.5
  return {
    seed,
    app: chance(6) < 1 / 3 ? 'new' : 'as it is',
    point,
    // Most of them short: entries follow each other within a few milliseconds, but for the restart and the steady time.
    delayMs: exact ? 0 : 1 + Math.floor(point === 0 ? chance(2) * prologueMs : chance(2) ** 3 * graceMsMax),
    bystander: chance(3) < 0.5 ? 'syncs' : 'is quiet',
    againAt: chance(4) < 0.25 ? 1 + Math.floor(chance(5) * recoveryPoints) : null,
  }
}

/** Numbers from 0 to 1, told by the seed. */
function chancesOf(seed: string): (which: number) => number {
  const bytes = createHash('sha256').update(seed).digest()
  return (which) => bytes.readUInt32LE(which * 4) / 2 ** 32
}

export function siteOf({ seed, app, point, delayMs, bystander, againAt }: Cut): string {
  return `${seed}: ${app === 'new' ? 'first upgrade, ' : ''}opening ${point} + ${delayMs} ms, a bystander ${bystander}${againAt === null ? '' : `, again at recovery's opening ${againAt}`}`
}
