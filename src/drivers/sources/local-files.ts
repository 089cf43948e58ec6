import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { FileFacts, Files, ReadsDisk } from '../../host/types.ts'
import type { ByteStream, Opened, Resume } from '../../upgrade/ports.ts'
import type { SourceTools } from './driver.ts'
import type { Place } from './place.ts'

/** The names in a directory that the operator named. `key`: where it stands in the app's file. */
export async function namesIn(path: string, { key, disk }: { readonly key: string; readonly disk: ReadsDisk }): Promise<readonly string[]> {
  const facts = await disk.look(path)
  if (facts === null) throw failure('UNAVAILABLE', `the directory ${quoted(path)} does not exist`, { next: `Mount it, or correct ${key}.` })
  // Whoever can turn a link can turn it between our reading and our opening.
  if (facts.kind !== 'directory') throw failure('REFUSED', `${quoted(path)} is no directory${facts.kind === 'symlink' ? ' but a link' : ''}`, { next: `Give the path that is meant in ${key}.` })
  return (await disk.list(path)) ?? []
}

/** As `Source.open` of one file; null when there is none. */
export async function openLocalFile(path: string, resume: Resume, files: Files): Promise<Opened | null> {
  const file = await files.open(path)
  if (file === null) return null
  const validator = validatorOf(file.facts)
  const fromByte = resume.validator === validator && resume.fromByte <= file.facts.sizeBytes ? resume.fromByte : 0
  const rest = file.bytes({ fromByte, sizeBytesMax: file.facts.sizeBytes - fromByte })
  return { fromByte, sizeBytes: file.facts.sizeBytes, validator, bytes: closing(rest, () => file.close()), close: () => file.close() }
}

/** A directory with releases as a place; it does not tell its files from its directories. */
export function localPlace(root: string, { disk, files }: Pick<SourceTools, 'disk' | 'files'>): Place {
  return {
    async list(directory) {
      const names = await namesIn(posix.join(root, directory), { key: 'source.path', disk })
      return { kind: 'names', files: names, directories: names }
    },
    open: (path, resume) => openLocalFile(posix.join(root, path), resume, files),
    shown: (path) => posix.join(root, path),
  }
}

/** Another file, another size or another moment is another validator. */
function validatorOf(facts: FileFacts): string {
  return `"${facts.device}-${facts.inode}-${facts.sizeBytes}-${facts.modifiedAtMs}"`
}

async function* closing(bytes: ByteStream, close: () => Promise<void>): ByteStream {
  try {
    yield* bytes
  } finally {
    await close()
  }
}
