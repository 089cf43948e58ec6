import { hash } from 'node:crypto'
import { posix } from 'node:path'
import { failure, invariant } from '../../src/errors.ts'
import type { Disk, FileFacts, Ownership } from '../../src/host/types.ts'
import type { Meddler } from './meddler.ts'

/**
 * A disk in the manner of SQLite's test6.c: what was not synced may be kept, lost or torn by a power cut. Inodes are values, so that a
 * snapshot of the whole disk costs one map. A file's content becomes durable by syncing the file, a name by syncing its directory, and
 * neither by syncing the other (fsync(2)).
 */
export interface FileNode { readonly kind: 'file'; readonly mode: number; readonly uid: number; readonly gid: number; readonly content: Uint8Array; readonly durable: Uint8Array; readonly pending: readonly Write[] }
export interface DirectoryNode { readonly kind: 'directory'; readonly mode: number; readonly entries: Names; readonly durable: Names; readonly pending: readonly Renaming[]; readonly changedAt: number }
export interface LinkNode { readonly kind: 'symlink'; readonly target: string }
export type Node = FileNode | DirectoryNode | LinkNode
type Names = ReadonlyMap<string, number>

/** `lost`: its fsync failed, so it is visible now and will never be durable (failures.md F04). */
export interface Write { readonly offset: number; readonly bytes: Uint8Array; readonly lost: 'yes' | 'no' }
/** Names that change together: both sides of one rename(2). */
export type Renaming = readonly (readonly [name: string, inode: number | null])[]

export interface DiskState { readonly nodes: ReadonlyMap<number, Node>; readonly nextInode: number }
const root = 1
const nothing = new Uint8Array()
const emptyDirectory: DirectoryNode = { kind: 'directory', mode: 0o755, entries: new Map(), durable: new Map(), pending: [], changedAt: 0 }
export const emptyDisk: DiskState = { nodes: new Map([[root, emptyDirectory]]), nextInode: 2 }

interface Place { readonly directory: number; readonly name: string; readonly inode: number | null }

export class SimulatedDisk implements Disk {
  #nodes: Map<number, Node>
  #nextInode: number
  readonly #meddler: Meddler

  constructor(state: DiskState, meddler: Meddler) {
    this.#nodes = new Map(state.nodes)
    this.#nextInode = state.nextInode
    this.#meddler = meddler
  }

  get state(): DiskState {
    return { nodes: new Map(this.#nodes), nextInode: this.#nextInode }
  }

  /** The same without a copy: to be looked at before the next effect, not kept. */
  get view(): DiskState {
    return { nodes: this.#nodes, nextInode: this.#nextInode }
  }

  async look(path: string): Promise<FileFacts | null> {
    const inode = place(this.#nodes, path)?.inode ?? null
    const node = inode === null ? undefined : this.#nodes.get(inode)
    if (inode === null || node === undefined) return null
    const owner = node.kind === 'file' ? node : { mode: 0o755, uid: 0, gid: 0 }
    const sizeBytes = node.kind === 'file' ? node.content.length : 0
    return { kind: node.kind, device: 1, inode, mode: owner.mode, uid: owner.uid, gid: owner.gid, sizeBytes, links: 1, modifiedAtMs: node.kind === 'directory' ? node.changedAt : 0 }
  }

  async read(path: string, sizeBytesMax: number): Promise<Uint8Array | null> {
    const content = this.#file(path)?.content ?? null
    if (content !== null && content.length > sizeBytesMax) throw failure('DATA', `'${path}' is too large`)
    return content
  }

  async list(path: string): Promise<readonly string[] | null> {
    const node = this.#node(path)
    return node?.kind === 'directory' ? [...node.entries.keys()].toSorted() : null
  }

  async readLink(path: string): Promise<string | null> {
    const node = this.#node(path)
    if (node !== null && node.kind !== 'symlink') throw failure('IO', `'${path}' is not a link`)
    return node === null ? null : node.target
  }

  async sha256(path: string): Promise<string | null> {
    const file = this.#file(path)
    return file === null ? null : digest(file.content)
  }

  async create(path: string, content: Uint8Array, mode: number): Promise<void> {
    await this.#effect('create', path, (torn) => this.#newFile(path, content.subarray(0, torn ?? content.length), { mode, uid: 0, gid: 0 }))
  }

  async copy(from: string, to: string, ownership: Ownership): Promise<void> {
    const source = this.#file(from)
    if (source === null) throw failure('IO', `'${from}' does not exist`)
    await this.#effect('copy', to, (torn) => this.#newFile(to, source.content.subarray(0, torn ?? source.content.length), ownership))
  }

  async append(path: string, content: Uint8Array): Promise<void> {
    await this.#effect('append', path, (torn) => {
      const file = this.#file(path)
      if (file === null) throw failure('IO', `'${path}' does not exist`)
      const bytes = content.subarray(0, torn ?? content.length)
      const write: Write = { offset: file.content.length, bytes, lost: 'no' }
      this.#replace(path, { ...file, content: joined(file.content, write), pending: [...file.pending, write] })
    })
  }

  async truncate(): Promise<void> {
    throw new Error('nothing of ours truncates')
  }

  async link(existing: string, path: string): Promise<void> {
    await this.#effect('link', path, () => {
      const inode = place(this.#nodes, existing)?.inode ?? null
      if (inode === null) throw failure('IO', `'${existing}' does not exist`)
      this.#name(this.#free(path), inode)
    })
  }

  async symlink(target: string, path: string): Promise<void> {
    await this.#effect('symlink', path, () => this.#name(this.#free(path), this.#add({ kind: 'symlink', target })))
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#effect('rename', to, () => {
      const [source, target] = [place(this.#nodes, from), place(this.#nodes, to)]
      if (source === null || source.inode === null || target === null) throw failure('IO', `cannot rename '${from}' to '${to}'`)
      invariant(source.directory === target.directory, 'nothing of ours is renamed into another directory')
      // rename(2): two names of one file, and nothing happens at all.
      if (source.inode === target.inode) return
      const replaced = target.inode === null ? undefined : this.#nodes.get(target.inode)
      if (replaced?.kind === 'directory') throw failure('IO', `'${to}' is a directory`)
      this.#rename(source.directory, [[source.name, null], [target.name, source.inode]])
    })
  }

  async remove(path: string): Promise<void> {
    const found = place(this.#nodes, path)
    if (found === null || found.inode === null) return
    await this.#effect('remove', path, () => {
      const node = this.#nodes.get(found.inode ?? 0)
      if (node?.kind === 'directory' && node.entries.size > 0) throw failure('IO', `'${path}' is not empty`)
      this.#name(found, null)
    })
  }

  async makeDirectory(path: string, mode: number): Promise<void> {
    if (this.#node(path)?.kind === 'directory') return
    await this.#effect('makeDirectory', path, () => this.#name(this.#free(path), this.#add({ ...emptyDirectory, mode })))
  }

  async syncFile(path: string): Promise<void> {
    const file = this.#file(path)
    if (file === null) throw failure('IO', `'${path}' does not exist`)
    if (file.pending.length === 0) return
    const fail = (): void => this.#replace(path, { ...file, pending: file.pending.map((write): Write => ({ ...write, lost: 'yes' })) })
    await this.#effect('syncFile', path, () => {
      const durable = file.pending.reduce((content, write) => (write.lost === 'yes' ? content : joined(content, write)), file.durable)
      this.#replace(path, { ...file, durable, pending: file.pending.filter((write) => write.lost === 'yes') })
    }, fail)
  }

  async syncDirectory(path: string): Promise<void> {
    const node = this.#node(path)
    if (node?.kind !== 'directory') throw failure('IO', `'${path}' is not a directory`)
    if (node.pending.length === 0) return
    await this.#effect('syncDirectory', path, () => this.#replace(path, { ...node, durable: node.entries, pending: [] }))
  }

  /** One effect: it may be the last one, it may fail, it may happen by half; and the world is looked at after it. */
  async #effect(kind: keyof Disk, path: string, act: (torn: number | null) => void, fail: () => void = () => {}): Promise<void> {
    const fate = await this.#meddler.before({ kind, path })
    switch (fate.kind) {
      case 'skip': return
      case 'fail': {
        if (kind === 'append' || kind === 'create' || kind === 'copy') act(fate.afterBytes)
        else fail()
        throw failure(fate.code, `cannot ${kind} '${path}'`, { cause: new Error('injected') })
      }
      case 'half': {
        act(fate.afterBytes)
        return await new Promise(() => {})
      }
      case 'go': act(null)
    }
    this.#meddler.after({ kind, path })
  }

  #node(path: string): Node | null {
    const inode = place(this.#nodes, path)?.inode ?? null
    return inode === null ? null : (this.#nodes.get(inode) ?? null)
  }

  #file(path: string): FileNode | null {
    const node = this.#node(path)
    if (node !== null && node.kind !== 'file') throw failure('IO', `'${path}' is not a regular file`)
    return node
  }

  #free(path: string): Place {
    const found = place(this.#nodes, path)
    if (found === null || found.inode !== null) throw failure('IO', `'${path}' ${found === null ? 'has no parent' : 'exists'}`)
    return found
  }

  #newFile(path: string, content: Uint8Array, { mode, uid, gid }: Ownership): void {
    this.#name(this.#free(path), this.#add({ kind: 'file', mode, uid, gid, content, durable: nothing, pending: [{ offset: 0, bytes: content, lost: 'no' }] }))
  }

  #add(node: Node): number {
    this.#nodes.set(this.#nextInode, node)
    return this.#nextInode++
  }

  #replace(path: string, node: Node): void {
    const inode = place(this.#nodes, path)?.inode ?? null
    invariant(inode !== null, `'${path}' vanished`)
    this.#nodes.set(inode, node)
  }

  #name({ directory, name }: Place, inode: number | null): void {
    this.#rename(directory, [[name, inode]])
  }

  #rename(directory: number, renaming: Renaming): void {
    const node = this.#nodes.get(directory)
    invariant(node?.kind === 'directory', 'a name outside of a directory')
    this.#nodes.set(directory, { ...node, entries: renamed(node.entries, renaming), pending: [...node.pending, renaming], changedAt: this.#nextInode })
  }
}

/** Follows links everywhere but at the last component. Null when a directory on the way is missing. */
function place(nodes: ReadonlyMap<number, Node>, path: string, hops = 0): Place | null {
  if (hops > 20) throw failure('IO', `'${path}' is a loop of links`)
  if (path === '/') return { directory: root, name: '', inode: root }
  const { above, name } = partsOf(path)
  const parent = directoryAt(nodes, above, hops)
  const node = parent === null ? undefined : nodes.get(parent)
  if (parent === null || node?.kind !== 'directory') return null
  return { directory: parent, name, inode: node.entries.get(name) ?? null }
}

/** A simulated machine has a hundred paths, and is asked for them by the million. */
const parts = new Map<string, { readonly above: string; readonly name: string }>()
function partsOf(path: string): { readonly above: string; readonly name: string } {
  const found = parts.get(path) ?? { above: posix.dirname(path), name: posix.basename(path) }
  parts.set(path, found)
  return found
}

function directoryAt(nodes: ReadonlyMap<number, Node>, path: string, hops: number): number | null {
  const inode = place(nodes, path, hops)?.inode ?? null
  const node = inode === null ? undefined : nodes.get(inode)
  if (node?.kind !== 'symlink') return inode
  return directoryAt(nodes, posix.resolve(posix.dirname(path), node.target), hops + 1)
}

/** The file that a path names in the end, through every link; null when there is none. */
export function fileAt(state: DiskState, path: string, hops = 0): FileNode | null {
  const inode = place(state.nodes, path, hops)?.inode ?? null
  const node = inode === null ? undefined : state.nodes.get(inode)
  if (node?.kind === 'symlink') return fileAt(state, posix.resolve(posix.dirname(path), node.target), hops + 1)
  return node?.kind === 'file' ? node : null
}

/** Whether a sync of this path would make anything durable that is not. */
export function isUnsynced(state: DiskState, path: string): boolean {
  const inode = place(state.nodes, path)?.inode ?? null
  const node = inode === null ? undefined : state.nodes.get(inode)
  return node !== undefined && node.kind !== 'symlink' && node.pending.length > 0
}

export function namesAt(state: DiskState, path: string): readonly string[] {
  const inode = directoryAt(state.nodes, path, 0)
  const node = inode === null ? undefined : state.nodes.get(inode)
  return node?.kind === 'directory' ? [...node.entries.keys()].toSorted() : []
}

export function joined(content: Uint8Array, { offset, bytes }: Pick<Write, 'offset' | 'bytes'>): Uint8Array {
  const longer = new Uint8Array(Math.max(content.length, offset + bytes.length))
  longer.set(content)
  longer.set(bytes, offset)
  return longer
}

export function renamed(names: Names, renaming: Renaming): Names {
  const changed = new Map(names)
  for (const [name, inode] of renaming) {
    if (inode === null) changed.delete(name)
    else changed.set(name, inode)
  }
  return changed
}

const digests = new WeakMap<Uint8Array, string>()
export function digest(content: Uint8Array): string {
  const known = digests.get(content) ?? hash('sha256', content)
  digests.set(content, known)
  return known
}
