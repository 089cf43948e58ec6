import { createHash, type Hash } from 'node:crypto'
import { failure, invariant } from '../../errors.ts'
import type { Files } from '../../host/types.ts'
import type { ArtifactName } from '../../release/artifact.ts'
import { archiveFile } from '../admit/archive-file.ts'
import { inspect, type Destination } from './inspect.ts'
import type { Archive, ArchiveLimits, Statement } from '../ports.ts'
import { contentOf, type ContentRules, type ReadMember, type ReleaseContent } from '../admit/release-content.ts'
import type { Verified } from '../verified.ts'

/** What reading an artifact as an archive takes. */
export interface ReadingTools {
  readonly files: Files
  readonly archiveOf: (artifact: ArtifactName) => Archive
  readonly archiveLimits: ArchiveLimits
  readonly rules: ContentRules
}
export interface ArtifactAt { readonly path: string; readonly artifact: ArtifactName }

/** An artifact that is unpacked once, whoever asks for what (decisions/0028). */
export interface ReadOnce {
  /**
   * SHA-256 of what a single compressed file unpacks to, lower-case hex: choria's `release.json` signs that, and not the artifact. Until somebody
   * believes it, nothing else is done with what came out. DATA for an archive: a tar or zip that nobody vouches for is not looked into.
   */
  unpackedSha256(): Promise<string>
  /** What it holds. Whoever asks shows that somebody vouches for it. */
  content(believed: Verified<Statement>): Promise<ReleaseContent>
}

interface Read { readonly members: readonly ReadMember[]; readonly sha256: string | null }

/** The one reading is remembered also when it failed: its bytes may lie half unpacked where a second one would go. */
export function readOnce(at: ArtifactAt, destination: Destination, tools: ReadingTools, signal: AbortSignal): ReadOnce {
  let reading: Promise<Read> | null = null
  const read = (hash: Hash | null): Promise<Read> => (reading ??= readThrough({ ...at, hash, destination }, tools, signal))
  return {
    async unpackedSha256() {
      if (tools.archiveOf(at.artifact).form !== 'file') throw failure('DATA', `'${at.artifact}' is an archive, which is not looked into before somebody vouches for it: only a single compressed file has a digest of what it unpacks to`)
      const { sha256 } = await read(createHash('sha256'))
      invariant(sha256 !== null, 'a digest is asked for before the content')
      return sha256
    },
    content: async ({ version }) => contentOf((await read(null)).members, tools.rules, version),
  }
}

interface Reading extends ArtifactAt { readonly hash: Hash | null; readonly destination: Destination }

async function readThrough({ path, artifact, hash, destination }: Reading, { files, archiveOf, archiveLimits, rules }: ReadingTools, signal: AbortSignal): Promise<Read> {
  const file = await files.open(path)
  if (file === null) throw failure('IO', `'${path}' has vanished`)
  try {
    const members = await inspect({ archive: archiveOf(artifact), file: archiveFile(file), rules, limits: archiveLimits, hash }, destination, signal)
    return { members, sha256: hash?.digest('hex') ?? null }
  } finally {
    await file.close()
  }
}
