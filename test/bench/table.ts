import type { Row } from './row.ts'
import type { Spread } from './spread.ts'

const heads = ['', 'ours', 'theirs', 'ours ÷ theirs', 'goal'] as const

/** Median and extremes, aligned: one line a row, under a line of heads. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map((row) => [`${row.what}, ${row.unit}`, figure(row.ours), figure(row.theirs), figure(row.ratio), row.goal])]
  const widths = heads.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)))
  return lines.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')
}

/** `31.2 (29.0–40.1)`; a figure measured once has no spread. */
function figure({ median, min, max, runs }: Spread): string {
  return runs === 1 ? digits(median) : `${digits(median)} (${digits(min)}–${digits(max)})`
}

/** Three digits that mean something. */
function digits(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value >= 100) return value.toFixed(0)
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
