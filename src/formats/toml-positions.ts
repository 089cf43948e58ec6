import { type AST, parseTOML } from 'toml-eslint-parser'

/** Keys and array indexes from the root: `['unit', 0, 'name']`. */
export type KeyPath = readonly (string | number)[]
/** Both from 1. */
export interface Position { readonly line: number; readonly column: number }

/**
 * Where the keys of a TOML text stand. The text must already have been accepted by the strict parser: this one only knows where
 * things are. A path that is not there answers with the place of its nearest ancestor, in the end the start of the file.
 */
export function positionsIn(text: string): (path: KeyPath) => Position {
  const positions = new Map<string, Position>()
  for (const node of parseTOML(text, { tomlVersion: '1.1' }).body[0].body) {
    if (node.type === 'TOMLKeyValue') noteKeyValue(positions, node, [])
    else noteTable(positions, node)
  }
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const found = positions.get(keyOf(path.slice(0, length)))
      if (found !== undefined) return found
    }
    return { line: 1, column: 1 }
  }
}

type Positions = Map<string, Position>

function noteTable(positions: Positions, table: AST.TOMLTable): void {
  const path = table.resolvedKey
  for (let length = 1; length <= path.length; length++) note(positions, path.slice(0, length), table.key)
  for (const pair of table.body) noteKeyValue(positions, pair, path)
}

function noteKeyValue(positions: Positions, pair: AST.TOMLKeyValue, above: KeyPath): void {
  let path = above
  for (const part of pair.key.keys) {
    path = [...path, part.type === 'TOMLBare' ? part.name : part.value]
    note(positions, path, part)
  }
  noteValue(positions, pair.value, path)
}

function noteValue(positions: Positions, value: AST.TOMLContentNode, path: KeyPath): void {
  if (value.type === 'TOMLInlineTable') for (const pair of value.body) noteKeyValue(positions, pair, path)
  if (value.type !== 'TOMLArray') return
  for (const [index, element] of value.elements.entries()) {
    note(positions, [...path, index], element)
    noteValue(positions, element, [...path, index])
  }
}

/** The first place counts: `[unit.health]` must not move `unit`. */
function note(positions: Positions, path: KeyPath, node: AST.TOMLNode): void {
  const key = keyOf(path)
  if (!positions.has(key)) positions.set(key, { line: node.loc.start.line, column: node.loc.start.column + 1 })
}

function keyOf(path: KeyPath): string {
  return JSON.stringify(path)
}
