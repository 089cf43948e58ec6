import { type AST, parseTOML } from 'toml-eslint-parser'
import { failure } from '../../errors.ts'
import { quoted } from '../printable.ts'
import { editToml } from '../toml-edit.ts'
import { tomlKey, tomlValue } from '../toml-value.ts'
import { parseToml } from '../toml.ts'
import type { SetValue } from './set-values.ts'

/** A key, also one in a table (`install.version`). Only the value's own characters change, so that a comment behind it stays. */
export function setInToml(asked: SetValue): string {
  const { text, fileName, key, value } = asked
  parseToml(text, fileName)
  const found = valueOf(text, key.split('.'))
  if (found === null) return withKey(asked)
  if (found.type !== 'TOMLValue') throw failure('CONFIG', `in '${fileName}' ${quoted(key)} is a table or a list, not text`)
  return `${text.slice(0, found.range[0])}${tomlValue(value)}${text.slice(found.range[1])}`
}

function valueOf(text: string, path: readonly string[]): AST.TOMLContentNode | null {
  for (const node of parseTOML(text, { tomlVersion: '1.1' }).body[0].body) {
    const above = node.type === 'TOMLTable' ? node.resolvedKey : []
    for (const pair of node.type === 'TOMLTable' ? node.body : [node]) {
      const at = [...above, ...pair.key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value))]
      if (at.join('\0') === path.join('\0')) return pair.value
    }
  }
  return null
}

/** Before the first table, where keys of the file itself have to stand; or in its table. */
function withKey({ text, fileName, key, value }: SetValue): string {
  const [name = '', ...more] = key.split('.').toReversed()
  const [table, ...others] = more
  if (table !== undefined && others.length === 0) return editToml(text, fileName, table, { [name]: value })
  if (others.length > 0) throw failure('CONFIG', `'${fileName}' has no key ${quoted(key)}`, { next: 'add it by hand' })
  const first = /^[ \t]*\[/m.exec(text)?.index ?? text.length
  const line = `${tomlKey(name)} = ${tomlValue(value)}\n`
  const head = text.slice(0, first)
  return `${head}${head === '' || head.endsWith('\n') ? '' : '\n'}${line}${text.slice(first)}`
}
