import type { Node } from '@babel/types'
import { sources } from './house/files.ts'
import { allows, bites, holds } from './house/holds.ts'
import { importsOf, nodesOf, violation, type SourceFile, type Violation } from './house/source-file.ts'

/** Hard limits of architecture section 13. */
const linesMax = 300
const functionLinesMax = 60
const parametersMax = 4
const importsMax = 12
/** A table has one import for each thing that stands in it, and nothing else to read. */
const isTable = (path: string): boolean => path.endsWith('/table.ts')
const portMethodsMax = 5

const everything = (): readonly SourceFile[] => [...sources('src'), ...sources('test'), ...sources('packaging')]

function fileSizes(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap((file) => {
    const lines = file.text.trimEnd().split('\n').length
    const imports = importsOf(file).filter((one) => one.node.type === 'ImportDeclaration').length
    return [
      ...(lines > linesMax ? [violation(file, null, `has ${lines} lines; at most ${linesMax}`)] : []),
      ...(imports > importsMax && file.path.startsWith('src/') && !isTable(file.path) ? [violation(file, null, `has ${imports} imports; at most ${importsMax}`)] : []),
    ]
  })
}

type Callable = Extract<Node, { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' | 'ObjectMethod' | 'ClassMethod' | 'ClassPrivateMethod' }>

function isCallable(node: Node): node is Callable {
  return /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ObjectMethod|ClassMethod|ClassPrivateMethod)$/.test(node.type)
}

function functionSizes(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap((file) => [...nodesOf(file.tree.program)].filter(isCallable).flatMap((node) => {
    const lines = (node.loc?.end.line ?? 0) - (node.loc?.start.line ?? 0) + 1
    return [
      ...(lines > functionLinesMax ? [violation(file, node, `a function of ${lines} lines; at most ${functionLinesMax}`)] : []),
      ...(node.params.length > parametersMax ? [violation(file, node, `${node.params.length} parameters; at most ${parametersMax}, better an options object`)] : []),
    ]
  }))
}

function portSizes(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap((file) => [...nodesOf(file.tree.program)].flatMap((node) => {
    if (node.type !== 'TSInterfaceDeclaration') return []
    const methods = node.body.body.filter((member) => member.type === 'TSMethodSignature').length
    return methods > portMethodsMax ? [violation(file, node, `port '${node.id.name}' has ${methods} methods; at most ${portMethodsMax}`)] : []
  }))
}

holds(`no file has more than ${linesMax} lines or ${importsMax} imports`, fileSizes, everything())
bites(fileSizes, [
  ['test/x.ts', '\n'.repeat(linesMax) + 'x', /has 301 lines/],
  ['src/x.ts', Array.from({ length: 13 }, (_, index) => `import '${index}'`).join('\n'), /has 13 imports/],
])
allows(fileSizes, [
  ['src/x.ts', 'x\n'.repeat(linesMax)],
  ['src/drivers/x/table.ts', Array.from({ length: 13 }, (_, index) => `import '${index}'`).join('\n')],
])

holds(`no function has more than ${functionLinesMax} lines or ${parametersMax} parameters`, functionSizes, everything())
bites(functionSizes, [
  ['src/x.ts', `function f() {${'\n'.repeat(60)}}`, /a function of 61 lines/],
  ['src/x.ts', `const o = { m() {${'\n'.repeat(60)}} }`, /a function of 61 lines/],
  ['src/x.ts', `class A { m = () => {${'\n'.repeat(60)}} }`, /a function of 61 lines/],
  ['src/x.ts', 'const f = (a, b, c, d, e) => 1', /5 parameters/],
])
allows(functionSizes, [['src/x.ts', `function f(a, b, c, { d, e, g }) {${'\n'.repeat(59)}}`]])

holds(`no port has more than ${portMethodsMax} methods`, portSizes, sources('src/upgrade').filter((file) => file.path.endsWith('/ports.ts')))
bites(portSizes, [['src/upgrade/ports.ts', 'interface P { a(): void; b(): void; c(): void; d(): void; e(): void; f(): void }', /port 'P' has 6 methods/]])
