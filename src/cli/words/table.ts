import { cellCharactersMax, messageCharactersMax } from './limits.ts'
import { safe } from './safe.ts'

/** Columns aligned by their widest cell, two spaces apart, without trailing spaces. Cells are foreign: each is made safe. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  // Nothing stands behind the last one: a reason is not cut in its middle to keep columns that there are none of.
  const shown = rows.map((row) => row.map((cell, column) => safe(cell, column === row.length - 1 ? messageCharactersMax : cellCharactersMax)))
  const widths = columnWidths(shown)
  return shown.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd())
    .map((line) => `${line}\n`).join('')
}

/** `name:   text` pairs under a headline: one more way to be aligned. */
export function pairsOf(pairs: readonly (readonly [string, string])[]): string {
  return tableOf(pairs.map(([name, text]) => [`  ${name}`, text]))
}

function columnWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  return Array.from({ length: columns }, (_, column) => Math.max(0, ...rows.map((row) => (column === row.length - 1 ? 0 : (row[column]?.length ?? 0)))))
}
