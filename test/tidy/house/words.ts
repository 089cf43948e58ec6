import { nodesOf, violation, type SourceFile, type Violation } from './source-file.ts'

/** Something that a file says: a name, or a piece of text. Comments are not code and may use any word. */
export interface Said { readonly kind: 'name' | 'text'; readonly text: string }

export function said(file: SourceFile): readonly (readonly [Said, Violation['at']])[] {
  return [...nodesOf(file.tree.program)].flatMap((node): readonly (readonly [Said, string])[] => {
    const at = violation(file, node, '').at
    switch (node.type) {
      case 'Identifier': return [[{ kind: 'name', text: node.name }, at]]
      case 'PrivateName': return [[{ kind: 'name', text: node.id.name }, at]]
      case 'StringLiteral': return [[{ kind: 'text', text: node.value }, at]]
      case 'TemplateElement': return [[{ kind: 'text', text: node.value.raw }, at]]
      default: return []
    }
  })
}

/** `rollbackHealth` → `rollback health`; words of a text as they are. */
export function wordsOf({ text }: Said): string {
  return text.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[_-]/g, ' ').toLowerCase()
}
