import { failure } from '../errors.ts'
import { quoted } from './printable.ts'

const bytesOf: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12,
  KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40,
}
/** Beyond what any release can be, and well inside exact numbers. */
const sizeBytesMax = 2 ** 50

/**
 * Reads `256MiB` or `30 MB` as bytes. DATA for anything else: a number without a unit is refused, because a limit that is a
 * thousand times too small or too large is found on the day it matters (failures.md E46).
 */
export function parseSize(text: string): number {
  const found = /^(\d{1,15}(?:\.\d{1,6})?) ?([A-Za-z]+)$/.exec(text)
  const factor = found?.[2] === undefined ? undefined : Object.hasOwn(bytesOf, found[2]) ? bytesOf[found[2]] : undefined
  if (found === null || factor === undefined) throw failure('DATA', `${quoted(text, 40)} is not a size: write it like '256MiB' or '2GiB'`)
  const bytes = Number(found[1]) * factor
  if (bytes > sizeBytesMax) throw failure('DATA', `${quoted(text, 40)} is not a size that we can count: the largest is 1024TiB`)
  return Math.ceil(bytes)
}

const units = ['KiB', 'MiB', 'GiB', 'TiB'] as const

/** `512 B`, `4.0 KiB`, `12.3 MiB`, `1024 TiB`: for people. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10))
  const amount = bytes / 2 ** (10 * power)
  return `${amount.toFixed(amount < 100 ? 1 : 0)} ${units[power - 1] ?? ''}`
}
