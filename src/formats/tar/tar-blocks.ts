import { failure } from '../../errors.ts'
import { blockBytes, type BlockCursor } from './block-cursor.ts'
import { tarMetaBytesMax } from '../limits.ts'
import { isZeroBlock, readTarHeader, type TarHeader } from './tar-header.ts'
import { type PaxRecords, readPax } from './tar-pax.ts'

/** A member as the archive describes it, extended headers applied, and nothing judged yet. */
export interface RawMember {
  readonly type: string
  readonly path: Buffer
  readonly sizeBytes: number
  readonly mode: number
  readonly linkpath: Buffer
  readonly paxKeys: readonly string[]
}

/** What an archive consists of, in order. `blocks` are the bytes it stands in, extended headers included, each in one piece. */
export type TarUnit =
  | { readonly kind: 'member'; readonly member: RawMember; readonly blocks: readonly Buffer[] }
  | { readonly kind: 'body'; readonly blocks: Buffer; readonly contentBytes: number }
  | { readonly kind: 'end'; readonly blocks: readonly Buffer[] }

/** Extended headers waiting for the member they describe. */
interface Pending { readonly blocks: readonly Buffer[]; readonly pax: PaxRecords | null; readonly longPath: Buffer | null }
const nothing: Pending = { blocks: [], pax: null, longPath: null }
/** Largest size that eleven octal digits can say; only beyond it may a PAX size differ from the header's. */
const octalSizeMax = 8 ** 11 - 1

/**
 * Reads a tar stream block by block, and accepts only what all tar readers understand alike. DATA for a stream that is cut,
 * goes on after its end, or says one thing twice differently (failures.md 3(c), parser differentials).
 */
export async function* scanTar(cursor: BlockCursor): AsyncGenerator<TarUnit, void, void> {
  let pending = nothing
  for (;;) {
    const block = await cursor.next()
    if (block === null) throw failure('DATA', 'the archive is cut off: its end is missing')
    if (isZeroBlock(block)) return yield await endOf(cursor, block, pending)
    const header = readTarHeader(block)
    if ('xgLK'.includes(header.type)) {
      pending = await extended(cursor, { block, header, pending })
      continue
    }
    const member = memberOf(header, pending)
    yield { kind: 'member', member, blocks: [...pending.blocks, block] }
    pending = nothing
    yield* bodyOf(cursor, member.sizeBytes)
  }
}

async function* bodyOf(cursor: BlockCursor, sizeBytes: number): AsyncGenerator<TarUnit, void, void> {
  for (let left = sizeBytes; left > 0; ) {
    const blocks = await cursor.next(Math.ceil(left / blockBytes))
    if (blocks === null) throw failure('DATA', 'the archive is cut off inside a file')
    const contentBytes = Math.min(left, blocks.length)
    yield { kind: 'body', blocks, contentBytes }
    left -= contentBytes
  }
}

/** Two zero blocks, then at most zeros: a member behind them is seen by some readers and not by others. */
async function endOf(cursor: BlockCursor, first: Buffer, pending: Pending): Promise<TarUnit> {
  if (pending !== nothing) throw failure('DATA', 'an extended header describes no member')
  const second = await cursor.next()
  if (second === null) throw failure('DATA', 'the archive is cut off: its end is missing')
  for (let rest: Buffer | null = second; rest !== null; rest = await cursor.next(128))
    if (!isZeroBlock(rest)) throw failure('DATA', 'something lies behind the end of the archive')
  return { kind: 'end', blocks: [first, second] }
}

async function extended(cursor: BlockCursor, { block, header, pending }: { block: Buffer; header: TarHeader; pending: Pending }): Promise<Pending> {
  if (header.type === 'K') throw failure('REFUSED', 'a link is not accepted')
  if (header.sizeBytes === 0 || header.sizeBytes > tarMetaBytesMax) throw failure('DATA', `an extended header of ${header.sizeBytes} bytes is not accepted`)
  if (header.type !== 'g' && (pending.pax ?? pending.longPath) !== null) throw failure('DATA', 'two extended headers describe one member')
  // Its own name is never used, but it is handed to a second reader, which takes such first bytes for gzip or zstd.
  if (/^(?:[\0-\x1f]|\(\xb5)/.test(block.toString('latin1', 0, 2))) throw failure('DATA', 'the name of an extended header is not text')
  const body = await cursor.exactly(Math.ceil(header.sizeBytes / blockBytes))
  const content = body.subarray(0, header.sizeBytes)
  const blocks = [...pending.blocks, block, body]
  if (header.type === 'L') return { blocks, pax: null, longPath: longPathIn(content) }
  const pax = readPax(content)
  if (header.type === 'x') return { blocks, pax, longPath: null }
  // `git archive` writes its commit into one; any other record would describe every member that follows.
  if ([...pax.keys()].some((key) => key !== 'comment') || pending !== nothing) throw failure('DATA', 'a global extended header is not accepted')
  return { ...nothing, blocks }
}

function longPathIn(content: Buffer): Buffer {
  const end = content.indexOf(0)
  if (end >= 0 && end !== content.length - 1) throw failure('DATA', 'a long name goes on after a NUL byte')
  return end < 0 ? content : content.subarray(0, end)
}

function memberOf(header: TarHeader, { pax, longPath }: Pending): RawMember {
  const said = pax?.get('path')
  const path = longPath ?? (said === undefined ? header.path : Buffer.from(said))
  // A long name is for what the header cannot say. One that it could have said is there to be read by only half of the readers.
  if (!path.equals(header.path) && path.length <= 100 && path.every((byte) => byte < 0x80)) throw failure('DATA', 'it has two names')
  return { type: header.type, path, sizeBytes: sizeOf(header, pax), mode: header.mode, linkpath: header.linkpath, paxKeys: [...(pax?.keys() ?? [])] }
}

function sizeOf(header: TarHeader, pax: PaxRecords | null): number {
  const said = pax?.get('size')
  if (said === undefined) return header.sizeBytes
  const size = /^\d{1,15}$/.test(said) ? Number(said) : -1
  if (size === header.sizeBytes || (size > octalSizeMax && header.sizeBytes === 0)) return size
  throw failure('DATA', 'it has two sizes')
}
