import type { Node } from '@babel/types'
import { paths, sources } from './house/files.ts'
import { allows, bites, holds } from './house/holds.ts'
import { nodesOf, violation, type SourceFile, type Violation } from './house/source-file.ts'

/** What the compiler cannot be told to refuse, or should not be alone in refusing. */
function language(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap((file) => [
    ...[...nodesOf(file.tree.program)].flatMap((node) => {
      const says = faultOf(node)
      return says === null ? [] : [violation(file, node, says)]
    }),
    ...(/^\s*(?:\/\/|\*)\s*@ts-(?:ignore|expect-error|nocheck)/m.test(file.text) ? [violation(file, null, 'switches the type checker off')] : []),
  ])
}

function faultOf(node: Node): string | null {
  switch (node.type) {
    case 'TSAnyKeyword': return "uses 'any'"
    case 'TSEnumDeclaration': return 'declares an enum; a union says the same'
    case 'TSModuleDeclaration': return 'declares a namespace'
    case 'TSParameterProperty': return 'declares a parameter property'
    case 'ClassDeclaration': return node.superClass !== null && node.superClass !== undefined && !(node.superClass.type === 'Identifier' && node.superClass.name === 'Error') ? 'inherits from a class' : null
    case 'SwitchStatement': return isOfUnion(node.discriminant) && node.cases.some((one) => one.test === null || one.test === undefined) ? 'has a default in a switch: a new member of the union would go unnoticed' : null
    case 'ExportDefaultDeclaration': return 'has a default export, which everybody may name differently'
    case 'FunctionDeclaration': return node.params.some(isBoolean) ? 'takes a boolean, which says nothing where it is called; use words' : null
    default: return null
  }
}

/** Tags of our own unions. A word of systemd's or a status of HTTP is no union: whatever comes must be answered. */
const tags = ['kind', 'entry', 'about', 'outcome', 'way', 'says']

function isOfUnion(discriminant: Node): boolean {
  return discriminant.type === 'MemberExpression' && discriminant.property.type === 'Identifier' && tags.includes(discriminant.property.name)
}

function isBoolean(parameter: Node): boolean {
  return parameter.type === 'Identifier' && parameter.typeAnnotation?.type === 'TSTypeAnnotation' && parameter.typeAnnotation.typeAnnotation.type === 'TSBooleanKeyword'
}

holds('plain functions, unions and data', language, sources('src'))
bites(language, [
  ['src/x.ts', 'const x = y as any', /uses 'any'/],
  ['src/x.ts', 'enum A { B }', /declares an enum/],
  ['src/x.ts', 'namespace A { const b = 1 }', /declares a namespace/],
  ['src/x.ts', 'class A extends B {}', /inherits/],
  ['src/x.ts', 'class A { constructor(readonly b: string) {} }', /parameter property/],
  ['src/x.ts', 'switch (a.kind) { case 1: break; default: b() }', /has a default in a switch/],
  ['src/x.ts', 'export default function f() {}', /default export/],
  ['src/x.ts', 'function f(dry: boolean) {}', /takes a boolean/],
  ['src/x.ts', '// @ts-ignore\nx()', /switches the type checker off/],
])
allows(language, [
  ['src/x.ts', 'class Failure extends Error {}'],
  ['src/x.ts', 'switch (status) { case 200: break; default: b() }'],
  ['src/x.ts', 'switch (a) { case 1: case 2: b() }'],
])

function names(files: readonly { readonly path: string }[]): readonly Violation[] {
  return files.flatMap(({ path }) => {
    const parts = path.split('/')
    const lazy = parts.find((part) => /^(?:utils?|commons?|helpers?|libs?|managers?|misc|shared)(?:\.ts)?$/.test(part))
    const bad = parts.find((part) => part.endsWith('.ts') && !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.d)?\.ts$/.test(part))
    return [
      ...(lazy === undefined ? [] : [{ at: path, says: `'${lazy}' says nothing about what is in it` }]),
      ...(bad === undefined ? [] : [{ at: path, says: `'${bad}' is not written like-this.ts` }]),
    ]
  })
}

holds('folders and files say what is in them', names, ['src', 'test', 'packaging', 'units'].flatMap((under) => paths(under)).map((path) => ({ path, text: '', tree: undefined as never })))
bites(names, [
  ['src/utils/x.ts', '', /'utils' says nothing/],
  ['src/upgrade/helpers.ts', '', /'helpers.ts' says nothing/],
  ['src/upgrade/makePlan.ts', '', /is not written like-this/],
])
allows(names, [['src/drivers/layouts/in-place.ts', ''], ['test/unit/upgrade/plan.test.ts', '']])
