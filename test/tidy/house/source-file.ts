import { parse, type ParseResult } from '@babel/parser'
import type { File, Node } from '@babel/types'
import { posix } from 'node:path'

/** One file of the house, with its syntax tree: the rules read code, not text, so that a comment or a string cannot break them. */
export interface SourceFile {
  /** From the root of the repository: `src/config/load.ts`. */
  readonly path: string
  readonly text: string
  readonly tree: ParseResult<File>
}

export interface Violation { readonly at: string; readonly says: string }

/** A file of this text. Also what the rules' own tests plant their violations with. */
export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, tree: parse(text, { sourceType: 'module', plugins: ['typescript', 'importAttributes'], attachComment: false }) }
}

export function violation(file: SourceFile, node: Node | null, says: string): Violation {
  return { at: node?.loc === null || node === null ? file.path : `${file.path}:${node.loc?.start.line}`, says }
}

/** Every node of a tree, parents first. */
export function* nodesOf(root: Node): Generator<Node> {
  const open: Node[] = [root]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node
    open.push(...childrenOf(node).toReversed())
  }
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flat().filter((value): value is Node => typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string')
}

/** What a file imports, as written or, for its own house, as a path from the root. */
export interface Imported { readonly target: string; readonly isTypeOnly: boolean; readonly node: Node }

export function importsOf(file: SourceFile): readonly Imported[] {
  return [...nodesOf(file.tree.program)].flatMap((node): readonly Imported[] => {
    switch (node.type) {
      case 'ImportDeclaration':
        return [{ target: targetOf(file, node.source.value), isTypeOnly: node.importKind === 'type' || (node.specifiers.length > 0 && node.specifiers.every((one) => one.type === 'ImportSpecifier' && one.importKind === 'type')), node }]
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        return node.source === null || node.source === undefined ? [] : [{ target: targetOf(file, node.source.value), isTypeOnly: node.exportKind === 'type', node }]
      case 'CallExpression':
        return node.callee.type === 'Import' && node.arguments[0]?.type === 'StringLiteral' ? [{ target: targetOf(file, node.arguments[0].value), isTypeOnly: false, node }] : []
      case 'TSImportType':
        return [{ target: targetOf(file, importTypeOf(node)), isTypeOnly: true, node }]
      default:
        return []
    }
  })
}

function importTypeOf(node: Extract<Node, { type: 'TSImportType' }>): string {
  return node.argument.type === 'StringLiteral' ? node.argument.value : ''
}

function targetOf(file: SourceFile, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : specifier
}
