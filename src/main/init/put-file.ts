import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { Disk, Randomness } from '../../host/types.ts'

interface Putting { readonly onto: 'nothing' | 'anything'; readonly disk: Disk; readonly randomness: Randomness }

/** A new file, whole and durable, that everybody may read. REFUSED where there is one, unless it is to be overwritten. */
export async function putFile(path: string, text: string, { onto, disk, randomness }: Putting): Promise<void> {
  const temporary = `${path}.${randomness.hex(8)}.new`
  try {
    await disk.create(temporary, Buffer.from(text), 0o644)
    await disk.syncFile(temporary)
    // A second name is refused where there is one already: whoever wrote it meanwhile has not lost it (link(2)).
    if (onto === 'anything') await disk.rename(temporary, path)
    else await disk.link(temporary, path)
  } catch (thrown) {
    if (onto === 'nothing' && (await disk.look(path)) !== null) throw exists(path)
    throw thrown
  } finally {
    await disk.remove(temporary)
  }
  await disk.syncDirectory(posix.dirname(path))
}

/** Also asked before the first question. */
export async function refuseExisting(path: string, { onto, disk }: Pick<Putting, 'onto' | 'disk'>): Promise<void> {
  if (onto === 'nothing' && (await disk.look(path)) !== null) throw exists(path)
}

function exists(path: string): Error {
  return failure('REFUSED', `${quoted(path)} is there already`, { next: 'overwrite it with --force, or write elsewhere with --out' })
}
