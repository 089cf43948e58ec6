import { posix } from 'node:path'
import { readUnitText } from '../../formats/unit-commands.ts'
import { isDropInOf, isFileOf } from '../../formats/unit-path.ts'
import type { ReadsDisk } from '../../host/types.ts'
import type { UnitDefinition } from '../../systemd/unit-definition.ts'
import type { PlannedCompanion } from '../../upgrade/plan.ts'
import { unitFileBytesMax } from './limits.ts'

export type DefinesUnit = (unit: string) => Promise<UnitDefinition>
/** What a unit starts, and in which directory. */
export type UnitToBe = Pick<UnitDefinition, 'commands' | 'directory'>

/** What a unit will start once this plan's unit files are in place: told by the manager where none of them is this unit's, else read out of them. */
export async function unitToBe(unit: string, definition: UnitDefinition, companions: readonly PlannedCompanion[], disk: ReadsDisk): Promise<UnitToBe> {
  const [own, beside] = [companions.filter(({ path }) => isFileOf(path, unit)), companions.filter(({ path }) => isDropInOf(path, unit))]
  if (own.length + beside.length === 0) return definition
  const file = fileToBe(definition.file, own)
  const dropIns = dropInsToBe(definition.dropIns, beside)
  const texts = await Promise.all([...(file === null ? [] : [file]), ...dropIns].map(async (path) => Buffer.from((await disk.read(path, unitFileBytesMax)) ?? []).toString('utf8')))
  const { commands, directory } = readUnitText(texts)
  return { commands: commands.map(({ program, argv }) => ({ program: filledIn(program, unit), argv: argv.map((word) => filledIn(word, unit)) })), directory: directory === null ? null : filledIn(directory, unit) }
}

/** The first of these that has the file wins (systemd.unit(5)). */
const order = ['/etc/', '/run/', '/usr/local/']

function rankOf(path: string): number {
  const at = order.findIndex((beginning) => path.startsWith(beginning))
  return at === -1 ? order.length : at
}

function fileToBe(now: string | null, own: readonly PlannedCompanion[]): string | null {
  const stays = own.some(({ path, newPath }) => path === now && newPath === null) ? null : now
  const [first] = own.filter(({ newPath }) => newPath !== null).toSorted((one, other) => rankOf(one.path) - rankOf(other.path))
  if (first === undefined || (stays !== null && rankOf(stays) < rankOf(first.path))) return stays
  return first.newPath
}

/** In the order of their names, wherever they lie; one of a name only, and the manager has chosen which. */
function dropInsToBe(now: readonly string[], beside: readonly PlannedCompanion[]): readonly string[] {
  const changed = new Map(beside.map(({ path, newPath }) => [path, newPath]))
  const staying = now.filter((path) => !changed.has(path)).map((path) => ({ name: posix.basename(path), path }))
  const coming = [...changed].flatMap(([path, newPath]) => (newPath === null ? [] : [{ name: posix.basename(path), path: newPath }]))
  return [...staying, ...coming].toSorted((one, other) => (one.name < other.name ? -1 : 1)).map(({ path }) => path)
}

/** The specifiers that say which unit this is. Others stay, and so does what they stand for unknown. */
function filledIn(text: string, unit: string): string {
  const [, prefix = '', instance = '', type = ''] = /^([^@]*)(?:@(.*))?\.(\w+)$/.exec(unit) ?? []
  const known: Readonly<Record<string, string>> = { '%': '%', n: unit, N: unit.slice(0, -type.length - 1), p: prefix, i: instance, I: unescaped(instance) }
  return text.replaceAll(/%(.)/g, (whole, letter: string) => known[letter] ?? whole)
}

/** systemd-escape(1): a dash is a slash, and `\x2d` a dash. */
function unescaped(instance: string): string {
  return instance.replaceAll('-', '/').replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
