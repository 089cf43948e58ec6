import type { Node } from '@babel/types'
import { sources } from './house/files.ts'
import { allows, bites, holds } from './house/holds.ts'
import { importsOf, nodesOf, violation, type SourceFile, type Violation } from './house/source-file.ts'

/** Modules that compute and do nothing else. Whatever is not on this list is an effect, so that a new one must be thought about. */
const pure: ReadonlySet<string> = new Set(['node:buffer', 'node:crypto', 'node:path', 'node:url', 'node:util', 'valibot', 'smol-toml', 'toml-eslint-parser', 'semver', 'tar', 'commander', '@sigstore', 'aws4fetch'])
/** Rooms that touch the machine, and the one that hands it out. */
const touching = /^src\/(?:host|systemd)\/|^src\/main(?:\.ts$|\/)/
/** These never leave formats, policy and release, which are pure to the last byte. */
const purest = /^src\/(?:formats|policy|release)\/|^src\/errors\.ts$/

function effects(files: readonly SourceFile[]): readonly Violation[] {
  return files.filter((file) => !touching.test(file.path)).flatMap((file) => [...modules(file), ...globals(file)])
}

function modules(file: SourceFile): readonly Violation[] {
  return importsOf(file).flatMap(({ target, node, isTypeOnly }) => {
    const name = target.startsWith('node:') ? target : target.split('/')[0] ?? ''
    if (isTypeOnly || target.startsWith('src/') || pure.has(name)) return []
    return [violation(file, node, `only src/host and src/systemd may import '${target}'`)]
  })
}

function globals(file: SourceFile): readonly Violation[] {
  return [...nodesOf(file.tree.program)].flatMap((node) => {
    const effect = effectOf(node)
    return effect === null ? [] : [violation(file, node, `only src/host and src/systemd may use ${effect}`)]
  })
}

const members: ReadonlySet<string> = new Set(['Date.now', 'performance.now', 'Math.random', 'AbortSignal.timeout', 'globalThis.process', 'globalThis.fetch', 'crypto.randomUUID', 'crypto.getRandomValues'])
const calls: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate', 'fetch', 'queueMicrotask', 'randomBytes', 'randomUUID', 'randomInt', 'require'])

function effectOf(node: Node): string | null {
  if (node.type === 'MemberExpression') {
    const name = memberName(node)
    // Printing and exiting have their own rule, with other rooms.
    if (name?.startsWith('process.') === true && !/^process\.(?:stdout|stderr|exit|exitCode)$/.test(name)) return name
    return name !== null && members.has(name) ? name : null
  }
  if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && calls.has(node.callee.name)) return `${node.callee.name}()`
  if (node.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) return 'new Date()'
  return bareProcess(node)
}

/** `const { env } = process` is the environment by another name. */
function bareProcess(node: Node): string | null {
  return node.type === 'VariableDeclarator' && node.init?.type === 'Identifier' && node.init.name === 'process' ? 'process' : null
}

function memberName(node: Extract<Node, { type: 'MemberExpression' }>): string | null {
  if (node.object.type !== 'Identifier') return null
  if (node.property.type === 'Identifier' && !node.computed) return `${node.object.name}.${node.property.name}`
  return node.property.type === 'StringLiteral' ? `${node.object.name}.${node.property.value}` : null
}

holds('only host and systemd touch the machine', effects, sources('src'))
bites(effects, [
  ['src/upgrade/x.ts', "import { readFileSync } from 'node:fs'", /may import 'node:fs'/],
  ['src/drivers/sources/x.ts', "import { request } from 'undici'", /may import 'undici'/],
  ['src/cli/x.ts', "const net = await import('node:net')", /may import 'node:net'/],
  ['src/config/x.ts', "export { spawn } from 'node:child_process'", /may import 'node:child_process'/],
  ['src/drivers/x.ts', "import { setTimeout as pause } from 'node:timers/promises'", /may import 'node:timers\/promises'/],
  ['src/policy/x.ts', 'const now = Date.now()', /may use Date\.now/],
  ['src/policy/x.ts', "const now = Date['now']()", /may use Date\.now/],
  ['src/policy/x.ts', 'const now = new Date()', /may use new Date\(\)/],
  ['src/upgrade/x.ts', 'const at = performance.now()', /may use performance\.now/],
  ['src/upgrade/x.ts', 'const id = Math.random()', /may use Math\.random/],
  ['src/cli/x.ts', 'const { env } = process', /may use process/],
  ['src/cli/x.ts', "if (process.env['NO_COLOR']) x()", /may use process\.env/],
  ['src/upgrade/x.ts', 'setTimeout(f, 10)', /may use setTimeout\(\)/],
  ['src/upgrade/x.ts', 'AbortSignal.timeout(10)', /may use AbortSignal\.timeout/],
  ['src/drivers/x.ts', 'await fetch(url)', /may use fetch\(\)/],
  ['src/release/x.ts', 'randomUUID()', /may use randomUUID\(\)/],
])
allows(effects, [
  ['src/host/x.ts', "import { open } from 'node:fs/promises'\nDate.now()"],
  ['src/systemd/x.ts', "import { connect } from 'node:net'"],
  ['src/main/x.ts', 'const { env } = process'],
  ['src/formats/x.ts', "import { createHash } from 'node:crypto'\nnew Date(0)"],
  ['src/config/x.ts', "import type { Stats } from 'node:fs'"],
])

function purity(files: readonly SourceFile[]): readonly Violation[] {
  return files.filter((file) => purest.test(file.path)).flatMap((file) => importsOf(file).flatMap(({ target, node }) => (
    /^node:(?!buffer$|crypto$|path$|util$|url$)|^commander/.test(target) ? [violation(file, node, `a pure room imports '${target}'`)] : [])))
}

holds('formats, policy and release are pure', purity, sources('src'))
bites(purity, [['src/formats/x.ts', "import { createReadStream } from 'node:fs'", /a pure room/]])

/** Library rooms throw, return or emit; whoever embeds them owns the terminal and the process. */
function silence(files: readonly SourceFile[]): readonly Violation[] {
  return files.filter((file) => !/^src\/(?:cli\/|main\/|main\.ts$)/.test(file.path)).flatMap((file) => [...nodesOf(file.tree.program)].flatMap((node) => {
    const name = node.type === 'MemberExpression' ? memberName(node) : null
    return name !== null && /^console\.|^process\.(?:stdout|stderr|exit|exitCode|abort)$/.test(name) ? [violation(file, node, `nothing below cli prints or exits, and here is ${name}`)] : []
  }))
}

holds('nothing below cli prints or exits', silence, sources('src'))
bites(silence, [
  ['src/upgrade/x.ts', "console.log('x')", /here is console\.log/],
  ['src/host/x.ts', 'process.exit(1)', /here is process\.exit/],
  ['src/systemd/x.ts', "process.stderr.write('x')", /here is process\.stderr/],
  ['src/drivers/x.ts', 'process.exitCode = 1', /here is process\.exitCode/],
])
allows(silence, [['src/cli/x.ts', "console.log('x')"], ['src/main.ts', 'process.exitCode = 1']])
