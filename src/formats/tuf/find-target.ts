import { createHash } from 'node:crypto'
import { failure } from '../../errors.ts'
import { quoted } from '../printable.ts'
import { isJsonObject, type Json } from '../strict-json.ts'
import type { View } from './client.ts'
import { delegationsMax } from './limits.ts'
import type { Targets } from './metadata.ts'
import { fitsPattern } from './path-pattern.ts'
import type { Keys, RoleKeys } from './shape.ts'

/** A file that somebody whom we trust with its name has signed for. */
export interface Target {
  readonly path: string
  readonly role: string
  readonly lengthBytes: number
  /** Lower-case hex by algorithm. */
  readonly hashes: Readonly<Record<string, string>>
  /** `custom.version`, where the publisher says it. */
  readonly version: string | null
}

/** The role that is most trusted with this path decides (TUF 5.6.7); null when none knows it. Reads no more roles than it must. */
export async function findTarget(view: View, path: string): Promise<Target | null> {
  for await (const { role, targets } of inOrder(view, path)) {
    const said = Object.hasOwn(targets.body.targets, path) ? targets.body.targets[path] : undefined
    if (said !== undefined) return { path, role, lengthBytes: said.length, hashes: lowered(said.hashes), version: versionIn(said.custom as Json) }
  }
  return null
}

/** The paths that any role names; whether it may is for `findTarget` to say. REFUSED where the roles are too many to be read. */
export async function allPaths(view: View): Promise<readonly string[]> {
  const paths = new Set<string>()
  for await (const { targets } of inOrder(view, null)) for (const path of Object.keys(targets.body.targets)) paths.add(path)
  return [...paths]
}

interface Visit { readonly role: string; readonly targets: Targets }
interface Next { readonly role: string; readonly signers: { readonly keys: Keys; readonly role: RoleKeys } }

/** Preorder, in the order in which the roles are written down (go-tuf CVE-2024-47534). `path` null: every role. */
async function* inOrder(view: View, path: string | null): AsyncIterable<Visit> {
  const visited = new Set(['targets'])
  yield { role: 'targets', targets: view.targets }
  const stack = [...nextOf(view.targets, path).roles].toReversed()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (visited.has(next.role)) continue
    if (visited.size > delegationsMax) throw failure('REFUSED', `more than ${delegationsMax} delegations would have to be asked for ${path === null ? 'a list of the targets' : quoted(path)}`, path === null ? { next: 'Name the version that is wanted.' } : {})
    visited.add(next.role)
    const targets = await view.delegated(next.role, next.signers)
    yield { role: next.role, targets }
    const { roles, isEnd } = nextOf(targets, path)
    if (isEnd) stack.length = 0
    stack.push(...roles.toReversed())
  }
}

/** `isEnd`: a role was entrusted with the path for good, and nobody after it is asked (5.6.7.2.1). */
function nextOf({ body: { delegations } }: Targets, path: string | null): { readonly roles: readonly Next[]; readonly isEnd: boolean } {
  const roles: Next[] = []
  for (const role of delegations?.roles ?? []) {
    if (delegations === undefined || (path !== null && !isEntrusted(role, path))) continue
    roles.push({ role: role.name, signers: { keys: delegations.keys, role } })
    if (path !== null && role.terminating) return { roles, isEnd: true }
  }
  const bins = delegations?.roles === undefined ? delegations?.succinct_roles : undefined
  if (delegations === undefined || bins === undefined) return { roles, isEnd: false }
  if (path === null) throw failure('REFUSED', 'the targets lie in bins that nobody can list', { next: 'Name the version that is wanted.' })
  return { roles: [{ role: binOf(bins, path), signers: { keys: delegations.keys, role: bins } }], isEnd: true }
}

interface Paths { readonly paths?: readonly string[] | undefined; readonly path_hash_prefixes?: readonly string[] | undefined }

function isEntrusted({ paths = [], path_hash_prefixes: prefixes = [] }: Paths, path: string): boolean {
  return paths.some((pattern) => fitsPattern(path, pattern)) || prefixes.some((prefix) => sha256(path).startsWith(prefix))
}

/** TAP 15: the first bits of the path's hash number its bin. */
function binOf({ bit_length: bits, name_prefix: prefix }: { readonly bit_length: number; readonly name_prefix: string }, path: string): string {
  const number = Number.parseInt(sha256(path).slice(0, 8), 16) >>> (32 - bits)
  return `${prefix}-${number.toString(16).padStart((2 ** bits - 1).toString(16).length, '0')}`
}

function sha256(path: string): string {
  return createHash('sha256').update(path).digest('hex')
}

function lowered(hashes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(hashes).map(([name, hash]) => [name, hash.toLowerCase()]))
}

function versionIn(custom: Json | undefined): string | null {
  const said = isJsonObject(custom) ? custom['version'] : null
  return typeof said === 'string' ? said : null
}
