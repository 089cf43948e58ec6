import { hash } from 'node:crypto'
import { digest, joined, renamed, type DiskState, type FileNode, type Node, type Write } from './simulated-disk.ts'

/** Answers a number below `options`: what luck, or the odometer, decides. */
export type Choose = (options: number) => number

/** What the disk holds after the power came back: every unsynced change kept, lost or torn, each by its own choice. */
export function powerCut(state: DiskState, choose: Choose): DiskState {
  const nodes = new Map<number, Node>()
  for (const [inode, node] of state.nodes) nodes.set(inode, afterCut(node, choose))
  return { nodes: reachable(nodes), nextInode: state.nextInode }
}

function afterCut(node: Node, choose: Choose): Node {
  switch (node.kind) {
    case 'symlink': return node
    case 'file': {
      if (node.pending.length === 0) return node
      const content = node.pending.reduce((sofar, write) => landed(sofar, write, choose), node.durable)
      return { ...node, content, durable: content, pending: [] }
    }
    case 'directory': {
      if (node.pending.length === 0) return node
      const entries = node.pending.reduce((names, renaming) => (choose(2) === 0 ? names : renamed(names, renaming)), node.durable)
      return { ...node, entries, durable: entries, pending: [] }
    }
  }
}

/** Sector and page borders, and their neighbours. */
const tornAt = [1, 512, 4095, 4096]

/** Lost, kept, torn at a border, or (delayed allocation) the length without the bytes. */
function landed(content: Uint8Array, write: Write, choose: Choose): Uint8Array {
  const zeros = { offset: write.offset, bytes: new Uint8Array(write.bytes.length) }
  if (write.lost === 'yes') return choose(2) === 0 ? content : joined(content, zeros)
  const torn = tornAt.filter((size) => size < write.bytes.length).map((size) => ({ offset: write.offset, bytes: write.bytes.subarray(0, size) }))
  const fates = [null, write, zeros, ...torn]
  const fate = fates[choose(fates.length)] ?? null
  return fate === null ? content : joined(content, fate)
}

function reachable(nodes: ReadonlyMap<number, Node>): ReadonlyMap<number, Node> {
  const found = new Map<number, Node>()
  const visit = (inode: number): void => {
    const node = nodes.get(inode)
    if (node === undefined || found.has(inode)) return
    found.set(inode, node)
    if (node.kind === 'directory') for (const child of node.entries.values()) visit(child)
  }
  visit(1)
  return found
}

/** Names the whole content of a disk: two states with one fingerprint need not be tried twice. Unsynced changes count. */
export function fingerprint(state: DiskState): string {
  const lines: string[] = []
  const order = new Map<number, number>()
  const visit = (path: string, inode: number): void => {
    const node = state.nodes.get(inode)
    if (node === undefined) return
    // Not the inode itself: two histories that differ in nothing but numbers are one state.
    order.set(inode, order.get(inode) ?? order.size)
    lines.push(`${path} ${order.get(inode)} ${describe(node)}`)
    if (node.kind === 'directory') for (const [name, child] of [...node.entries].toSorted(([a], [b]) => (a < b ? -1 : 1))) visit(`${path}/${name}`, child)
  }
  visit('', 1)
  return hash('sha256', lines.join('\n')).slice(0, 24)
}

function describe(node: Node): string {
  switch (node.kind) {
    case 'symlink': return `-> ${node.target}`
    case 'file': return `${node.mode} ${digest(node.content)} ${pendingOf(node)}`
    case 'directory': return node.pending.map((renaming) => renaming.map(([name, inode]) => `${name}=${inode}`).join()).join(';')
  }
}

function pendingOf(node: FileNode): string {
  return node.pending.length === 0 ? '' : `${digest(node.durable)} ${node.pending.map((write) => `${write.offset}+${write.bytes.length}${write.lost}`).join()}`
}

/** Every combination of choices, one after the other, up to a limit; beyond it, luck with a seed. */
export function* fates(state: DiskState, limit: number): Iterable<{ readonly digits: readonly number[]; readonly state: DiskState }> {
  let digits: number[] = []
  for (let tried = 0; tried < limit; tried++) {
    const radices: number[] = []
    const after = powerCut(state, (options) => {
      radices.push(options)
      return digits[radices.length - 1] ?? 0
    })
    yield { digits: radices.map((_, index) => digits[index] ?? 0), state: after }
    const possible = radices.reduce((product, radix) => product * radix, 1)
    const next = possible <= limit ? counted(digits, radices) : lucky(radices, tried)
    if (next === null) return
    digits = next
  }
}

export function withDigits(state: DiskState, digits: readonly number[]): DiskState {
  let at = 0
  return powerCut(state, () => digits[at++] ?? 0)
}

function counted(digits: readonly number[], radices: readonly number[]): number[] | null {
  const next = radices.map((_, index) => digits[index] ?? 0)
  for (let index = radices.length - 1; index >= 0; index--) {
    const digit = (next[index] ?? 0) + 1
    if (digit < (radices[index] ?? 0)) {
      next[index] = digit
      return next
    }
    next[index] = 0
  }
  return null
}

/** After all lost (the first) comes all kept, then chance: mulberry32, so that a seed names the same history everywhere. */
function lucky(radices: readonly number[], seed: number): number[] {
  if (seed === 0) return radices.map(() => 1)
  let state = seed * 0x9e3779b9 + radices.length
  return radices.map((radix) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % radix
  })
}
