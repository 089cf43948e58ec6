import type { Contents } from '../../config/draft/app-sections.ts'
import { trustFound, type TrustFound } from '../../config/draft/trust-found.ts'
import type { Recognised, SourceTools } from '../../drivers/sources/driver.ts'
import { isFailure } from '../../errors.ts'
import { type ArtifactName, parseArtifactName } from '../../release/artifact.ts'
import { type ArchiveIn, isSingle } from './archive-in.ts'
import type { Offered } from './begin.ts'
import { contentsOf, type Listed, type LooksInside } from './contents.ts'

export interface Looking extends Pick<LooksInside, 'machine' | 'temporary'> { readonly sources: SourceTools }
interface Seen { readonly found: Recognised; readonly archive: ArchiveIn; readonly offered: Offered | null; readonly app: string; readonly look: 'names' | 'inside' }
export interface Contained extends Contents, Listed {}

/** How the release is signed, and what is in it, as far as somebody who has verified nothing can tell. */
export async function looked({ found, archive, offered, app, look }: Seen, tools: Looking & { readonly notes: string[] }, signal: AbortSignal): Promise<{ readonly trust: TrustFound; readonly contents: Contained }> {
  const guess: Contained = { kind: archive.name !== null && isSingle(archive.name) ? 'single' : 'guessed', programs: [app], units: [] }
  if (archive.candidate === null || offered === null) return { trust: { kind: 'nothing', list: null }, contents: guess }
  const { architecture } = tools.sources
  const read = async (name: string, sizeBytesMax: number): Promise<Uint8Array | null> => sidecar(parseArtifactName(name), sizeBytesMax, offered, signal)
  const trust = await trustFound({ ...archive.candidate, name: offered.offer.artifact }, { version: found.version, names: found.names, architecture, app }, read, tools.notes)
  if (guess.kind === 'single') return { trust, contents: guess }
  if (look === 'names') tools.notes.push('nobody has looked into the archive; --look-inside fetches it, and lists its programs and units before anybody has verified it')
  return { trust, contents: look === 'names' ? guess : await inside(offered, guess, tools, signal) }
}

/** An archive that cannot be read is worth a note, and not the end: the rest of the file can be written all the same. */
async function inside({ offer, source }: Offered, guess: Contained, tools: Looking & { readonly notes: string[] }, signal: AbortSignal): Promise<Contained> {
  try {
    const listed = await contentsOf(offer, source, { ...tools, architecture: tools.sources.architecture }, signal)
    if (listed.programs.length === 0) tools.notes.push(`'${offer.artifact}' holds no program for this machine`)
    return listed.programs.length === 0 ? { ...guess, units: listed.units } : { kind: 'listed', ...listed }
  } catch (thrown) {
    if (!isFailure(thrown) || thrown.code !== 'DATA') throw thrown
    tools.notes.push(`'${offer.artifact}' cannot be read: ${thrown.message}`)
    return guess
  }
}

async function sidecar(name: ArtifactName, sizeBytesMax: number, { offer, source }: Offered, signal: AbortSignal): Promise<Uint8Array | null> {
  const answer = await source.open(offer, name, { fromByte: 0, validator: null }, signal)
  if (answer === null) return null
  const chunks: Uint8Array[] = []
  let room = sizeBytesMax + 1
  try {
    for await (const chunk of answer.bytes) {
      // One byte too many is enough for its reader to refuse it.
      chunks.push(Uint8Array.from(chunk.subarray(0, room)))
      room -= Math.min(room, chunk.length)
      if (room === 0) break
    }
    return Buffer.concat(chunks)
  } finally {
    await answer.close()
  }
}
