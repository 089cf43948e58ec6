import { failure, isFailure } from '../../errors.ts'
import { type ArchiveMember, archivePolicy, type ArchiveRules } from '../archive/archive-policy.ts'
import { BlockCursor } from './block-cursor.ts'
import { quoted } from '../printable.ts'
import { type RawMember, scanTar, type TarUnit } from './tar-blocks.ts'
import { TarWitness } from './tar-witness.ts'

/** Does something with one member: writes it, hashes it, or nothing. What it leaves unread of the content is skipped. */
export type TakesMember = (member: ArchiveMember, content: AsyncIterable<Uint8Array>) => Promise<void>

/**
 * Reads a decompressed tar stream and hands each member on, judged before it is handed on. Answers all members, in order.
 * REFUSED or DATA, naming the entry, for an archive that is not wholly right; much of that is only known at its end, so
 * **whatever `take` has made is to be thrown away unless this returns**. Holds one chunk, never the archive.
 */
export async function readTar(bytes: AsyncIterable<Uint8Array>, rules: ArchiveRules, take: TakesMember): Promise<readonly ArchiveMember[]> {
  const cursor = new BlockCursor(bytes, streamBytesMax(rules))
  const members: ArchiveMember[] = []
  const place: Place = { entry: 0, path: null }
  try {
    await readMembers(scanTar(cursor), { rules, place, accept: async (member, content) => {
      members.push(member)
      await take(member, content)
    } })
  } catch (thrown) {
    throw inPlace(thrown, place)
  } finally {
    await cursor.close()
  }
  if (members.length === 0) throw failure('DATA', 'the archive is empty')
  return members
}

/** Where the reader is, for messages. */
interface Place { entry: number; path: Buffer | null }
interface Reading { readonly rules: ArchiveRules; readonly place: Place; readonly accept: TakesMember }

async function readMembers(units: AsyncGenerator<TarUnit, void, void>, { rules, place, accept }: Reading): Promise<void> {
  const judge = archivePolicy(rules)
  const witness = new TarWitness()
  for (let unit = await next(units, place); unit !== null; unit = await next(units, place)) {
    if (unit.kind === 'end') return witness.end(unit.blocks)
    if (unit.kind === 'body') throw failure('DATA', 'content without a member')
    const judgement = judge(unit.member)
    if (judgement.kind === 'refuse') throw failure('REFUSED', judgement.why)
    witness.member(unit.blocks, unit.member)
    if (judgement.kind === 'skip') continue
    const content = new Content(units, witness, unit.member.sizeBytes)
    await accept(judgement.member, content)
    await content.skip()
  }
}

/** The content of one member: pulled from the archive as it is read, exactly once, in any number of goes. */
class Content implements AsyncIterable<Uint8Array> {
  readonly #units: AsyncGenerator<TarUnit, void, void>
  readonly #witness: TarWitness
  #leftBytes: number

  constructor(units: AsyncGenerator<TarUnit, void, void>, witness: TarWitness, sizeBytes: number) {
    this.#units = units
    this.#witness = witness
    this.#leftBytes = sizeBytes
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    for (let pieces = await this.#next(); pieces !== null; pieces = await this.#next()) yield* pieces
  }

  async skip(): Promise<void> {
    while ((await this.#next()) !== null);
  }

  async #next(): Promise<readonly Uint8Array[] | null> {
    if (this.#leftBytes === 0) return null
    const { value: unit } = await this.#units.next()
    if (unit?.kind !== 'body') throw failure('DATA', 'the content of a member is missing')
    this.#leftBytes -= unit.contentBytes
    return this.#witness.body(unit.blocks, unit.contentBytes)
  }
}

async function next(units: AsyncGenerator<TarUnit, void, void>, place: Place): Promise<TarUnit | null> {
  place.entry += 1
  place.path = null
  const { value } = await units.next()
  const unit = value ?? null
  place.path = unit?.kind === 'member' ? pathOf(unit.member) : null
  return unit
}

function pathOf(member: RawMember): Buffer {
  return member.path.subarray(0, 256)
}

/** A message from below says what is wrong; here stands with which entry. */
function inPlace(thrown: unknown, { entry, path }: Place): unknown {
  if (!isFailure(thrown) || (thrown.code !== 'DATA' && thrown.code !== 'REFUSED')) return thrown
  const which = path === null ? `archive entry ${entry}` : `archive entry ${entry} ${quoted(path.toString(), 120)}`
  return failure(thrown.code, `${which}: ${thrown.message}`, { ...(thrown.cause === undefined ? {} : { cause: thrown.cause }), ...(thrown.next === null ? {} : { next: thrown.next }) })
}

/** Headers and padding come on top of the content: at most four blocks of headers, two extended headers, and a rounded end. */
function streamBytesMax({ totalBytesMax, entriesMax }: ArchiveRules): number {
  return totalBytesMax + entriesMax * 8192 + 1024 * 1024
}
