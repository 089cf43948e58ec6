import { createHash, generateKeyPairSync, sign } from 'node:crypto'

/** One entry of a transparency log, with what proves that it is in there; digests and keys as the log's own interface spells them. */
export interface LoggedEntry {
  readonly body: Buffer
  readonly logIndex: number
  readonly integratedTime: number
  readonly logIdHex: string
  readonly signedEntryTimestamp: Buffer
  readonly proof: { readonly logIndex: number; readonly treeSize: number; readonly rootHash: Buffer; readonly hashes: readonly Buffer[]; readonly checkpoint: string }
}
export interface Log {
  readonly baseUrl: string
  /** SPKI, DER. */
  readonly publicKey: Buffer
  readonly logId: Buffer
  /** Its index. `atMs`: when the log says that it came. */
  add(body: object, atMs?: number): number
  /** As of now: with a proof against the whole tree. */
  entry(index: number): LoggedEntry
  readonly bodies: readonly Buffer[]
}

/** A transparency log in memory with a real Merkle tree (RFC 6962), signed checkpoints and promises. Strangers' entries surround ours. */
export function aLog(host = 'rekor.example'): Log {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' })
  const logId = createHash('sha256').update(publicKey).digest()
  const logIdHex = logId.toString('hex')
  const bodies: Buffer[] = []
  const times: number[] = []
  const add = (body: object, atMs = Date.now()): number => {
    bodies.push(Buffer.from(canonical(body)))
    times.push(Math.floor(atMs / 1000))
    return bodies.length - 1
  }
  const entry = (index: number): LoggedEntry => {
    const [body = Buffer.from(''), integratedTime = 0] = [bodies[index], times[index]]
    const promised = canonical({ body: body.toString('base64'), integratedTime, logIndex: index, logID: logIdHex })
    const rootHash = rootOf(bodies.map(leaf))
    const note = `${host} - 1\n${bodies.length}\n${rootHash.toString('base64')}\n`
    const signature = Buffer.concat([logId.subarray(0, 4), sign('sha256', Buffer.from(note), keys.privateKey)])
    const checkpoint = `${note}\n\u2014 ${host} ${signature.toString('base64')}\n`
    return {
      body, integratedTime, logIndex: index, logIdHex, signedEntryTimestamp: sign('sha256', Buffer.from(promised), keys.privateKey),
      proof: { logIndex: index, treeSize: bodies.length, rootHash, hashes: pathTo(index, bodies.map(leaf)), checkpoint },
    }
  }
  for (const stranger of ['a', 'b', 'c']) add({ kind: 'stranger', apiVersion: '0.0.1', spec: { of: stranger } })
  return { baseUrl: `https://${host}`, publicKey, logId, add, entry, bodies }
}

/** As the real log keeps its entries: keys sorted, no spaces (RFC 8785 for what we put in). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`
}

const leaf = (body: Buffer): Buffer => createHash('sha256').update(Buffer.from([0])).update(body).digest()
const node = (left: Buffer, right: Buffer): Buffer => createHash('sha256').update(Buffer.from([1])).update(left).update(right).digest()

/** The largest power of two smaller than `size` (RFC 6962 2.1). */
function splitOf(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1))
}

function rootOf(leaves: readonly Buffer[]): Buffer {
  const [first = createHash('sha256').digest()] = leaves
  if (leaves.length <= 1) return first
  const at = splitOf(leaves.length)
  return node(rootOf(leaves.slice(0, at)), rootOf(leaves.slice(at)))
}

function pathTo(index: number, leaves: readonly Buffer[]): readonly Buffer[] {
  if (leaves.length <= 1) return []
  const at = splitOf(leaves.length)
  return index < at
    ? [...pathTo(index, leaves.slice(0, at)), rootOf(leaves.slice(at))]
    : [...pathTo(index - at, leaves.slice(at)), rootOf(leaves.slice(0, at))]
}
